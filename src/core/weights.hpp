// Weighted words, added up as `lexicon/weights.py` does.

#pragma once

#include "rows.hpp"
#include "scratch.hpp"
#include "signs.hpp"

namespace {

class Weigher {  // first told all pieces of text, then asked for the sums of each in turn
public:
    // `about`: words by themselves, told of every piece, as often as they stand there.
    Weigher(const Rows& rows, Scratch& scratch, Signs& signs, const std::vector<std::vector<u32>>& about)
        : rows_(rows), s_(scratch), signs_(signs) {
        mask_ = rows.at(kWeightsMask);
        slots_ = rows.row(rows.at(kWeights), u64{mask_} + 1);
        const u32 lanes = rows_.at(kLanes);
        const u32* biases = rows_.row(rows_.at(kBiases), lanes);
        s_.sums.assign(kMostLanes, 0);
        for (u32 i = 0; i < lanes; i++) s_.sums[i] = static_cast<std::int32_t>(biases[i]);
        hidden_ = s_.sums.data() + lanes;
        halves_of_hidden_ = rows.at(kHidden) / 4;
        bytes_of_lanes_ = (lanes + 7) / 8;
        for (const std::vector<u32>& word : about)
            words_of(word.data(), word.size(), [&](std::size_t length, u64 weights) {
                if (length == word.size()) add(weights);
            });
        unpack();
        unpack_bytes();
        base_ = s_.sums;
        s_.normal.clear();
    }

    // The next piece of text, as `weights.normal` writes it.
    void piece(const u32* chars, int length) {
        std::vector<u32>& text = s_.normal;
        text.push_back('^');
        const std::size_t start = text.size();
        for (int i = 0; i < length; i++) {
            if (chars[i] >= '0' && chars[i] <= '9') {
                if (i > 0 && chars[i - 1] >= '0' && chars[i - 1] <= '9') continue;
                text.push_back('0');
            } else if (text.size() > start || !(signs_.of(chars[i]) & kSpace)) {
                text.push_back(chars[i]);
            }
        }
        while (text.size() > start && (signs_.of(text.back()) & kSpace)) text.pop_back();
        text.push_back('$');
        ends_.push_back(text.size());
    }

    // The sums of the lanes over the distinct words of the next piece.
    void score() {
        const std::vector<u32>& text = s_.normal;
        if (asked_ == 0) ahead_ = std::make_unique<const Ahead>(rows_, slots_, mask_, text.data(), text.size());
        const std::size_t start = asked_ == 0 ? 0 : ends_[asked_ - 1], end = ends_[asked_];
        asked_++;
        std::copy(base_.begin(), base_.end(), s_.sums.begin());
        s_.words.clear(end - start);
        s_.weights.clear();
        // Weights lie far apart: they are fetched while words are looked up.
        auto keep = [&](std::size_t, u64 weights) {
            if (!s_.words.add(static_cast<u32>(weights))) return;
            s_.weights.push_back(static_cast<u32>(weights));
            rows_.fetch(weights / 2);
        };
        for (std::size_t at = start; at < end; at++) {
            ahead_->fetch(at);
            words_of(text.data() + at, end - at, keep);
        }
        for (u32 weights : s_.weights) add(weights);
        unpack();
        unpack_bytes();
        hear(end - start);
    }

private:
    // What the hidden units say for the models in a text of `length` characters (see `weights.py`).
    void hear(std::size_t length) {
        const u32 count = rows_.at(kHidden);
        if (count == 0) return;
        const u32* row = rows_.row(rows_.at(kHiddenRows), count);
        const auto stretch = static_cast<std::int64_t>(std::sqrt(3.0 / static_cast<double>(length)) * 65536.0);
        for (u32 i = 0; i < count; i++)
            hidden_[i] = std::max<std::int64_t>(0, (hidden_[i] * stretch >> kStretched) + static_cast<std::int32_t>(row[i]));
        for (u32 model = 0; model < rows_.at(kModels); model++) {
            row = rows_.row(u64{rows_.at(kHiddenRows)} + count + u64{model} * (count + 1), u64{count} + 1);
            if (row[0] >= rows_.at(kLanes)) throw Damaged{};
            std::int64_t heard = 0;
            for (u32 i = 0; i < count; i++) heard += hidden_[i] * static_cast<std::int32_t>(row[1 + i]);
            s_.sums[row[0]] += heard >> kHeard;
        }
    }

    // Tells `each` (length, place of the weights in halves) of the words that `text` begins with.
    template <class Each>
    void words_of(const u32* text, std::size_t length, Each each) const {
        if (length == 0) return;
        words_of(text[0], kNone, text, length, each);
        if (length > 1) words_of(text[0], text[1], text, length, each);
    }

    template <class Each>
    void words_of(u32 first, u32 second, const u32* text, std::size_t length, Each each) const {
        const u32 found = rows_.of_pair(slots_, mask_, first, second);
        if (found == kNone) return;
        const u64 place = found;
        const u32 told = rows_.at(place + 2), tails = told & 0xFFFF, own = told >> 16, halves = halves_of(own);
        if (own != 0) each(second == kNone ? 1 : 2, 2 * place + 5);
        if (length < 3) return;
        const u64 places = place + 2 + (u64{halves} + 3) / 2 + tails, bodies = places + (tails + 1) / 2;
        const u32 *end = rows_.row(places - tails, tails + (tails + 1) / 2) + tails, *key = end - tails;
        const auto third = [](u32 one) { return one & 0x1FFFFF; };
        key = std::lower_bound(key, end, text[2], [&](u32 one, u32 c) { return third(one) < c; });
        for (; key != end && third(*key) == text[2]; key++) {
            const u32 more = *key >> 21;
            const u64 tail = bodies + half(end, static_cast<std::size_t>(key + tails - end));
            if (length > 2 + more && same(rows_.row(tail, more), text + 3, more)) each(3 + more, 2 * (tail + more));
        }
    }

    static u32 half(const u32* row, std::size_t place) { return row[place / 2] >> 16 * (place % 2) & 0xFFFF; }

    // How many halves there are of a word that has so many weights, behind this number.
    u32 halves_of(u32 told) const {
        return (told & kCount) + (told & kHasHidden ? halves_of_hidden_ : 0) + (told & kHasBytes ? 4 * bytes_of_lanes_ : 0);
    }

    // Up to four halves of a row in one number, the first in the lowest bits.
    static u64 halves(const u32* row, std::size_t place, u32 count) {
        u64 found = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        if (count == 4) {
            std::memcpy(&found, reinterpret_cast<const char*>(row) + 2 * place, sizeof found);
            return found;
        }
#endif
        for (u32 i = 0; i < count; i++) found |= u64{half(row, place + i)} << 16 * i;
        return found;
    }

    // Add the weights at a place, counted in halves: how many there are, these, those for hidden units, and the bytes.
    void add(u64 weights) {
        const std::size_t first = weights % 2;
        const u32 told = half(rows_.row(weights / 2, 1), first), count = told & kCount;
        const u32* row = rows_.row(weights / 2, (first + halves_of(told)) / 2 + 1);
        std::int64_t* sums = s_.sums.data();  // as many as a weight can name
        auto add_half = [sums](u32 weight) { sums[weight >> 9] += static_cast<std::int64_t>(weight & 0x1FF) - 256; };
        std::size_t at = first + 1;
        const std::size_t end = at + count;
        if (at % 2 == 1 && at < end) add_half(half(row, at++));
        for (; at + 1 < end; at += 2) {
            const u32 both = row[at / 2];
            add_half(both & 0xFFFF);
            add_half(both >> 16);
        }
        if (at < end) add_half(half(row, at++));
        if (told & kHasHidden) at = add_hidden(row, at);
        if (told & kHasBytes) add_bytes(row, at);
    }

    // Add the numbers for hidden units that begin at a half of a row: sixteen at once, each in a byte, until a byte is full.
    // Where they end.
    std::size_t add_hidden(const u32* row, std::size_t at) {
        for (u32 group = 0, left = halves_of_hidden_; left > 0; group++) {
            const u32 here = std::min(left, 4u);
            const u64 numbers = halves(row, at, here);
            even_[group] += numbers & kLowHalves;
            odd_[group] += numbers >> 4 & kLowHalves;
            left -= here;
            at += here;
        }
        if (++packed_ == 0xFF / 0xF) unpack();
        return at;
    }

    // Add the weights of all lanes that begin at a half of a row: eight at once, each in two bytes, until these are full.
    void add_bytes(const u32* row, std::size_t at) {
        for (u32 group = 0; group < bytes_of_lanes_; group++, at += 4) {
            const u64 bytes = halves(row, at, 4);
            even_bytes_[group] += bytes & kLowBytes;
            odd_bytes_[group] += bytes >> 8 & kLowBytes;
        }
        if (++packed_bytes_ == 0xFFFF / 0xFF) unpack_bytes();
    }

    // Put what bytes have added up into the sums.
    void unpack() {
        for (u32 unit = 0; unit < 4 * halves_of_hidden_; unit++) {
            const u64 bytes = (unit % 2 == 0 ? even_ : odd_)[unit / 16];
            hidden_[unit] += static_cast<std::int64_t>(bytes >> 8 * (unit % 16 / 2) & 0xFF) - 8 * packed_;
        }
        even_ = odd_ = {};
        packed_ = 0;
    }
    void unpack_bytes() {
        for (std::int64_t lane = 0; lane < hidden_ - s_.sums.data(); lane++) {
            const u64 parts = (lane % 2 == 0 ? even_bytes_ : odd_bytes_)[static_cast<std::size_t>(lane) / 8];
            s_.sums[static_cast<std::size_t>(lane)] +=
                static_cast<std::int64_t>(parts >> 16 * (lane % 8 / 2) & 0xFFFF) - 128 * packed_bytes_;
        }
        even_bytes_ = odd_bytes_ = {};
        packed_bytes_ = 0;
    }

    // Bits beyond those of the sums: 65536 · HIDDEN_UNIT / FINE_UNIT, FINE_UNIT² / UNIT.
    static constexpr int kStretched = 11, kHeard = 12;
    static constexpr u32 kHasHidden = 0x8000, kHasBytes = 0x4000, kCount = 0x3FFF;  // in the count of a word's weights
    static constexpr u64 kLowHalves = 0x0F0F0F0F0F0F0F0F;  // of bytes
    static constexpr u64 kLowBytes = 0x00FF00FF00FF00FF;   // of halves

    const Rows& rows_;
    Scratch& s_;
    Signs& signs_;
    u32 mask_ = 0;
    const u32* slots_ = nullptr;
    std::vector<std::int64_t> base_;  // what does not depend on the text
    std::int64_t* hidden_ = nullptr;  // the sums for hidden units, behind those of the lanes
    u32 halves_of_hidden_ = 0;        // of a word: four units in each
    std::array<u64, kMostLanes / 16> even_{}, odd_{};  // what was added for hidden units since `unpack`, 8 standing for 0
    std::int64_t packed_ = 0;                          // how often
    u32 bytes_of_lanes_ = 0;                           // of a word that has them, in eights
    std::array<u64, kMostLanes / 8> even_bytes_{}, odd_bytes_{};  // what they have added up to, 128 standing for 0
    std::int64_t packed_bytes_ = 0;                               // how often
    std::vector<std::size_t> ends_;   // of pieces
    std::size_t asked_ = 0;           // how many pieces
    std::unique_ptr<const Ahead> ahead_;
};

}  // namespace
