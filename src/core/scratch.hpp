// The memory of one call: places that were found, and what is known of the text at hand.

#pragma once

#include "base.hpp"

namespace {

class Places {
public:
    void clear() {
        items_.clear();
        if (used_) std::fill(slots_.begin(), slots_.end(), -1);
        used_ = false;
    }
    // true when `place` is new
    bool add(int place) {
        if (!used_) {
            for (int one : items_)
                if (one == place) return false;
            items_.push_back(place);
            if (items_.size() > 24) rehash();
            return true;
        }
        if (2 * (items_.size() + 1) > slots_.size()) rehash();
        if (!put(place)) return false;
        items_.push_back(place);
        return true;
    }
    const std::vector<int>& items() const { return items_; }
    bool empty() const { return items_.empty(); }

private:
    bool put(int place) {
        std::size_t mask = slots_.size() - 1, at = char_hash(static_cast<u32>(place)) & mask;
        while (slots_[at] >= 0) {
            if (slots_[at] == place) return false;
            at = (at + 1) & mask;
        }
        slots_[at] = place;
        return true;
    }
    void rehash() {
        std::size_t size = 64;
        while (size < 4 * items_.size()) size *= 2;
        slots_.assign(size, -1);
        used_ = true;
        for (int one : items_) put(one);
    }
    std::vector<int> items_;
    std::vector<int> slots_;
    bool used_ = false;
};

// Numbers but 0, each once.
class Seen {
public:
    // Forget all; about `expected` will come.
    void clear(std::size_t expected) {
        std::size_t size = 64;
        while (size < 4 * expected) size *= 2;
        slots_.assign(size, 0);
        count_ = 0;
    }
    // true when `number` is new
    bool add(u32 number) {
        if (2 * count_ >= slots_.size()) {
            std::vector<u32> old(2 * slots_.size(), 0);
            old.swap(slots_);
            for (u32 one : old)
                if (one != 0) put(one);
        }
        if (!put(number)) return false;
        count_++;
        return true;
    }

private:
    bool put(u32 number) {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = char_hash(number) & mask;
        while (slots_[at] != 0) {
            if (slots_[at] == number) return false;
            at = (at + 1) & mask;
        }
        slots_[at] = number;
        return true;
    }
    std::vector<u32> slots_;
    std::size_t count_ = 0;
};

struct Interval {
    int start, end;
};

struct Stand {  // where a word of a group stands; the next one of the group
    int start, end, next;
    u32 group;
};

struct Found {
    int start, end, sentence;
    u32 cue, order;
    u32 pattern;
    bool neutral;
};

struct State {
    int at, opened, closed;
};

struct Line {  // a sentence
    Interval span;
    std::vector<Interval> clauses;
};

// What is known of the text at hand, kept from one call to the next for its memory alone.
struct Scratch {
    std::vector<u32> text;
    std::vector<unsigned char> signs;
    std::vector<u64> bits;
    std::deque<Places> pool;
    std::size_t taken = 0;

    struct Group {  // of words: the sentence that one was met in last, the first and the last place there
        u32 stamp = 0;
        int first = -1, last = -1;
    };
    std::vector<Group> groups;
    std::vector<u32> exception_stamp, cue_stamp;
    std::vector<u32> sets;  // bits of those of which a word stands in the sentence
    std::vector<u32> group_order;
    std::vector<Stand> places;
    std::vector<std::vector<Interval>> exceptions;
    std::vector<std::vector<u32>> possible;
    u32 stamp = 0;
    std::vector<int> scan_end, need_at;
    std::vector<u32> scan_bits, scan_needs;
    std::vector<char> cuts;  // of the sentence at hand: 1 where no word runs across
    std::vector<Found> found, all;

    struct Met {
        u64 key = 0, text = 0;
        std::vector<int> found;
    };
    std::vector<Met> met{1024};  // what raw expressions matched
    u64 texts = 0;               // how many texts there were: what was met in another one does not count
    struct Ways {
        u64 key = 0, bits = 0;
    };
    std::vector<Ways> ways{4096};  // which ways can begin with a character

    Seen words;  // where the weights of those found are
    std::vector<u32> weights;  // the same, in order
    std::vector<u32> normal;
    std::vector<std::int64_t> sums;
};

class Borrowed {  // places out of the pool
public:
    explicit Borrowed(Scratch& scratch) : scratch_(scratch) {
        if (scratch.taken == scratch.pool.size()) scratch.pool.emplace_back();
        places_ = &scratch.pool[scratch.taken++];
        places_->clear();
    }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed() { scratch_.taken--; }
    Places& operator*() { return *places_; }
    Places* operator->() { return places_; }

private:
    Scratch& scratch_;
    Places* places_;
};

}  // namespace
