// jieba's words, cut as `words.py` cuts them.

#pragma once

#include "base.hpp"

namespace {

// The table that `wordtable.py` writes, cut as `words.py` cuts it: the same sums in the same order.
class Dictionary {
public:
    // `body`: behind the header; `counts`: characters, pairs, longer words, bytes of text.
    Dictionary(const unsigned char* body, u64 size, const u32 (&counts)[4], double log_total)
        : log_total_(log_total), text_bytes_(counts[3]), pairs_(counts[1]), tails_(counts[2]), memo_(kMemo) {
        const u64 chars = counts[0], pairs = counts[1], tails = counts[2];
        if (size != 4 * (3 * chars + 1 + 4 * pairs + 2 + tails) + counts[3]) throw Damaged{};
        const u32* at = reinterpret_cast<const u32*>(body);
        auto section = [&at](u64 count) {
            const u32* begin = at;
            at += count;
            return begin;
        };
        first_ = section(chars);
        first_end_ = at;
        first_freq_ = section(chars);
        first_pairs_ = section(chars + 1);
        second_ = section(pairs);
        pair_freq_ = section(pairs);
        pair_tails_ = section(pairs + 1);
        pair_text_ = section(pairs + 1);
        tail_freq_ = section(tails);
        text_ = reinterpret_cast<const unsigned char*>(at);
    }

    // For each offset from 0 to `length`: 1 where a token begins or ends, without the HMM.
    void boundaries(const u32* chars, std::size_t length, char* marks) {
        std::memset(marks, 1, length + 1);
        for (std::size_t at = 0; at < length;) {
            std::size_t end = at;
            while (end < length && is_part(chars[end])) end++;
            if (end - at >= 2)
                cut(chars + at, end - at, marks + at);
            else if (end == at && chars[at] == '\r' && at + 1 < length && chars[at + 1] == '\n')
                marks[++at] = 0;
            at = std::max(end, at + 1);
        }
    }

    // The same for the run of characters alone in which `at` lies, if it lies within one: then `marks` tells of it. False:
    // no word runs across `at` anyway, but where `joined` says so.
    bool boundaries_around(const u32* chars, std::size_t length, std::size_t at, char* marks, bool& joined) {
        joined = chars[at - 1] == '\r' && chars[at] == '\n';
        if (!is_part(chars[at - 1]) || !is_part(chars[at])) return false;
        std::size_t start = at - 1, end = at + 1;
        while (start > 0 && is_part(chars[start - 1])) start--;
        while (end < length && is_part(chars[end])) end++;
        marks[start] = marks[end] = 1;
        cut(chars + start, end - start, marks + start);
        return true;
    }

private:
    static constexpr double kMissing = 1.0, kPrefix = 2.0;  // weights are logarithms, never above 0
    static constexpr std::size_t kMemo = 4096, kRoute = 512;  // no word is as long as the route that is kept

    struct Pair {
        u32 first = kNone, second = kNone;
        u32 number = kNone;  // among the pairs
        double one = 0, two = kMissing;
    };

    static bool is_letter(u32 c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
    static bool is_part(u32 c) {
        return (c >= 0x4E00 && c <= 0x9FD5) || is_letter(c) || c == '+' || c == '#' || c == '&' || c == '.' || c == '_'
            || c == '%' || c == '-';
    }

    void cut(const u32* chars, std::size_t length, char* marks) {
        steps_.resize(length);
        walk(chars, length);
        std::memset(marks + 1, 0, length - 1);
        std::size_t run = 0;
        for (std::size_t at = 0; at < length;) {
            const std::size_t step = steps_[at];
            if (step > 1 || !is_letter(chars[at])) {
                marks[run] = marks[at] = marks[at + step] = 1;
                run = at + step;
            }
            at += step;
        }
    }

    // For every offset the length of the word that the likeliest route takes there (jieba's `calc`).
    void walk(const u32* chars, std::size_t length) {
        double route[kRoute];  // what lies behind an offset weighs, by the offset
        double best = route[length % kRoute] = 0.0;
        for (std::size_t at = length; at-- > 0;) {
            const Pair& pair = pair_of(chars[at], at + 1 < length ? chars[at + 1] : kNone);
            const double single = best;
            best += pair.one;
            std::size_t step = 1;
            if (pair.two != kMissing) {
                // Of equal weights jieba takes the longer word.
                if (pair.two <= 0.0 && pair.two + route[(at + 2) % kRoute] >= best) {
                    best = pair.two + route[(at + 2) % kRoute];
                    step = 2;
                }
                longer(pair.number, chars + at + 2, length - at - 2, [&](std::size_t rest, u32 freq) {
                    const double weight = std::log(static_cast<double>(freq)) - log_total_;
                    if (weight + route[(at + 2 + rest) % kRoute] >= best) {
                        best = weight + route[(at + 2 + rest) % kRoute];
                        step = 2 + rest;
                    }
                });
                if (best == -HUGE_VAL) best = single - log_total_;
            }
            steps_[at] = static_cast<unsigned char>(step);
            route[at % kRoute] = best;
        }
    }

    // What is known of one character and of it with the next.
    const Pair& pair_of(u32 first, u32 second) {
        Pair& found = memo_[(first * 0x9E3779B1u ^ second * 0x85EBCA6Bu) >> 20];
        if (found.first == first && found.second == second) return found;
        found = Pair{};
        const u32* at = std::lower_bound(first_, first_end_, first);
        found.one = 0.0 - log_total_;
        if (at != first_end_ && *at == first) {
            const std::size_t i = static_cast<std::size_t>(at - first_);
            const u32 freq = first_freq_[i], low = first_pairs_[i], high = first_pairs_[i + 1];
            if (low > high || high > pairs_) throw Damaged{};
            found.one = std::log(static_cast<double>(freq != 0 ? freq : 1)) - log_total_;
            const u32* next = std::lower_bound(second_ + low, second_ + high, second);
            if (second != kNone && next != second_ + high && *next == second) {
                // What is only the beginning of words cannot stand alone where one of them is found.
                if (freq == 0) found.one = -HUGE_VAL;
                found.number = static_cast<u32>(next - second_);
                const u32 both = pair_freq_[found.number];
                found.two = both != 0 ? std::log(static_cast<double>(both)) - log_total_ : kPrefix;
            }
        }
        found.first = first;
        found.second = second;
        return found;
    }

    // Tell `each` (length of the rest, frequency) of the words that begin with a pair and go on as `rest`, the shortest
    // first. The rests of a pair are sorted, so that those which `rest` begins with come in this order.
    template <class Each>
    void longer(u32 pair, const u32* rest, std::size_t length, Each each) const {
        const u32 low = pair_tails_[pair], high = pair_tails_[pair + 1];
        if (low >= high || length == 0) return;
        const u32 begin = pair_text_[pair], end = pair_text_[pair + 1];
        if (high > tails_ || begin > end || end > text_bytes_) throw Damaged{};
        const unsigned char *at = text_ + begin, *stop = text_ + end;
        for (u32 tail = low; tail < high && at < stop; tail++) {
            std::size_t taken = 0;
            bool same = true;
            while (at < stop && *at != '\n') {
                const u32 c = next_char(at, stop);
                if (same && (taken >= length || rest[taken] != c)) {
                    if (taken < length && rest[taken] < c) return;  // those behind it are greater still
                    same = false;
                }
                taken++;
                if (!same) {
                    const void* line = std::memchr(at, '\n', static_cast<std::size_t>(stop - at));
                    at = line == nullptr ? stop : static_cast<const unsigned char*>(line);
                }
            }
            if (at < stop) at++;
            if (taken > kRoute - 3) throw Damaged{};
            if (same) each(taken, tail_freq_[tail]);
        }
    }

    // One character of UTF-8, which may hold surrogates.
    static u32 next_char(const unsigned char*& at, const unsigned char* stop) {
        const u32 first = *at++;
        if (first < 0x80) return first;
        const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
        u32 c = first & (0x3Fu >> more);
        for (int i = 0; i < more; i++) {
            if (at >= stop || (*at & 0xC0) != 0x80) throw Damaged{};
            c = c << 6 | (*at++ & 0x3Fu);
        }
        return c;
    }

    double log_total_;
    u64 text_bytes_, pairs_, tails_;
    const u32 *first_, *first_end_, *first_freq_, *first_pairs_, *second_, *pair_freq_, *pair_tails_, *pair_text_;
    const u32* tail_freq_;
    const unsigned char* text_;
    std::vector<Pair> memo_;
    std::vector<unsigned char> steps_;
};

struct Cutter {
    PyObject_HEAD
    Py_buffer buffer;
    Dictionary* dictionary;
};

void cutter_dealloc(PyObject* self);

// The dictionary of a Cutter; none: the object is something else.
Dictionary* dictionary_of(PyObject* object) {
    const bool is_cutter = PyType_GetSlot(Py_TYPE(object), Py_tp_dealloc) == reinterpret_cast<void*>(cutter_dealloc);
    return is_cutter ? reinterpret_cast<Cutter*>(object)->dictionary : nullptr;
}

}  // namespace
