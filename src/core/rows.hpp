// The array that `lexicon/native.py` wrote, read where it lies.

#pragma once

#include "base.hpp"

namespace {

class Rows {
public:
    Rows(const u32* data, u64 count) : data_(data), count_(count) {
        if (count < kHeadSize || at(kHeadVersion) != kVersion || at(kHeadLength) != count) throw Damaged{};
        check(kWords, u64{at(kWordsMask)} + 1);
        check(kGroups, 2 * u64{at(kGroupCount)});
        check(kPatternRows, 7 * u64{at(kPatterns)});
        check(kCueRows, kCueRow * u64{at(kCues)});
        check(kReasonRows, kReasonRow * u64{at(kReasons)});
        check(kExceptionRows, kExceptionRow * u64{at(kExceptions)});
        check(kScanRows, kScanRow * u64{at(kScans)});
        check(kBiases, at(kLanes));
        check(kHiddenRows, at(kHidden));
        check(kWeights, u64{at(kWeightsMask)} + 1);
        if (at(kSets) > count || at(kScans) > count || at(kLanes) > kMostLanes
            || at(kHidden) > kMostLanes - at(kLanes) || at(kHidden) % 4 != 0
            || at(kReasons) > 30 || at(kSlots) > at(kCues))
            throw Damaged{};
    }
    u32 at(u64 place) const {
        if (place >= count_) throw Damaged{};
        return data_[place];
    }
    // `count` numbers from `place` on
    const u32* row(u64 place, u64 count) const {
        if (place > count_ || count > count_ - place) throw Damaged{};
        return data_ + place;
    }
    // Where the row that begins with these two characters is, in a table of hashes; kNone: there is none.
    u32 of_pair(const u32* slots, u32 mask, u32 first, u32 second) const {
        const u32 hash = pair_hash(first, second);
        u32 slot = hash & mask;
        for (u64 tries = 0; tries <= mask && slots[slot] != 0; tries++, slot = (slot + 1) & mask) {
            if (!alike(slots[slot], hash)) continue;
            const u32 place = slots[slot] & kPlace;
            const u32* head = row(place, 3);
            if (head[0] == first && head[1] == second) return place;
        }
        return kNone;
    }
    void fetch(u64 place) const { __builtin_prefetch(data_ + std::min(place, count_ - 1)); }
    // the row that the row at `outer` names with `place`
    static u32 inner(u32 outer, u32 place) {
        if (place >= outer) throw Damaged{};
        return place;
    }

private:
    void check(Head head, u64 count) const { row(at(head), count); }
    const u32* data_;
    u64 count_;
};

// Fetches ahead what a walk over `length` characters looks up by each of them and by each with the next: first the
// places of the table of hashes, and some characters later the rows that are named there.
class Ahead {
public:
    Ahead(const Rows& rows, const u32* slots, u32 mask, const u32* chars, std::size_t length)
        : rows_(rows), slots_(slots), mask_(mask), chars_(chars), length_(length) {
        for (std::size_t at = 0; at < 2 * kAhead; at++) places(at);
    }
    void fetch(std::size_t at) const {
        places(at + 2 * kAhead);
        rows_at(at + kAhead);
    }

private:
    void places(std::size_t at) const {
        if (at >= length_) return;
        __builtin_prefetch(slots_ + (pair_hash(chars_[at], kNone) & mask_));
        if (at + 1 < length_) __builtin_prefetch(slots_ + (pair_hash(chars_[at], chars_[at + 1]) & mask_));
    }
    void rows_at(std::size_t at) const {
        if (at >= length_) return;
        row(pair_hash(chars_[at], kNone));
        if (at + 1 < length_) row(pair_hash(chars_[at], chars_[at + 1]));
    }
    void row(u32 hash) const {
        const u32 slot = slots_[hash & mask_];
        if (slot != 0 && alike(slot, hash)) rows_.fetch(slot & kPlace);
    }
    const Rows& rows_;
    const u32* slots_;
    u32 mask_;
    const u32* chars_;
    std::size_t length_;
};

// Which of many things can begin with a character: [count of bits in words of 32, mask, bits of any character, of digits,
// of blanks, of letters, of what begins only at the beginning of the text, places for (character, bits)].
class Choice {
public:
    Choice(const Rows& rows, u64 place, u64 count) {
        const u32* head = rows.row(place, 2);
        width = head[0];
        mask_ = head[1];
        if (32 * u64{width} < count || width > 4096) throw Damaged{};
        kinds_ = rows.row(place + 2, 5 * u64{width});
        slots_ = rows.row(place + 2 + 5 * u64{width}, (1 + u64{width}) * (u64{mask_} + 1));
    }
    // What a character is: its own bits (or none), what it is besides, whether it is the first one of the text.
    struct Look {
        const u32* own;
        unsigned char sign;
        bool first;
    };
    // Look at a character, kNoChar: there is none; `first`: at the beginning of the text.
    Look at(u32 c, unsigned char sign, bool first) const {
        if (c == kNoChar) return {nullptr, sign, first};
        u32 slot = char_hash(c) & mask_;
        for (u64 tries = 0; tries <= mask_; tries++, slot = (slot + 1) & mask_) {
            const u32* row = slots_ + (1 + std::size_t{width}) * slot;
            if (row[0] == kNone) break;
            if (row[0] == c) return {row + 1, sign, first};
        }
        return {nullptr, sign, first};
    }
    // The bits number 32 * word and on.
    u32 bits(const Look& look, u32 word) const {
        u32 found = kinds_[word] | (look.own != nullptr ? look.own[word] : 0);
        if (look.sign & kDecimal) found |= kinds_[width + word];
        if (look.sign & kSpace) found |= kinds_[2 * width + word];
        if (look.sign & kWord) found |= kinds_[3 * width + word];
        return look.first ? found : found & ~kinds_[4 * width + word];
    }
    u32 width = 0;

private:
    u32 mask_ = 0;
    const u32 *kinds_ = nullptr, *slots_ = nullptr;
};

}  // namespace
