// The marks of cues in the sentences of one text, as `cues.py` finds them.

#pragma once

#include "match.hpp"
#include "words.hpp"

namespace {

class Finder {
public:
    Finder(const Rows& rows, Regexes& regexes, Scratch& scratch, Text text, PyObject* string, PyObject* regex_of,
           PyObject* boundary)
        : rows_(rows), s_(scratch), text_(text), matcher_(rows, regexes, scratch, text, string, regex_of),
          ahead_(rows, rows.row(rows.at(kWords), u64{rows.at(kWordsMask)} + 1), rows.at(kWordsMask), text.chars,
                 static_cast<std::size_t>(text.length)),
          boundary_(boundary) {
        s_.sets.resize((u64{rows.at(kSets)} + 31) / 32);
        s_.groups.resize(rows.at(kGroupCount));
        s_.exception_stamp.resize(rows.at(kExceptions), 0);
        s_.exceptions.resize(rows.at(kExceptions));
        s_.cue_stamp.resize(rows.at(kCues), 0);
        s_.possible.resize(rows.at(kCues));
        s_.all.clear();
        s_.texts++;
    }
    ~Finder() {
        PyBuffer_Release_if();
        Py_XDECREF(cutter_);
    }

    void sentence(int index, int low, int high) {
        if (++s_.stamp == 0) {  // after 4,000 million sentences
            for (auto* stamps : {&s_.exception_stamp, &s_.cue_stamp})
                std::fill(stamps->begin(), stamps->end(), 0);
            std::fill(s_.groups.begin(), s_.groups.end(), Scratch::Group{});
            s_.stamp = 1;
        }
        index_ = index;
        matcher_.low = low_ = low;
        matcher_.high = high_ = high;
        PyBuffer_Release_if();
        s_.cuts.clear();
        s_.found.clear();
        find_words();
        try_patterns();
        scan();
        finish();
    }

private:
    void PyBuffer_Release_if() {
        if (cuts_.obj != nullptr) PyBuffer_Release(&cuts_);
        cuts_.obj = nullptr;
    }

    void find_words() {
        s_.places.clear();
        s_.group_order.clear();
        std::fill(s_.sets.begin(), s_.sets.end(), 0);
        const u32 mask = rows_.at(kWordsMask);
        const u32* slots = rows_.row(rows_.at(kWords), u64{mask} + 1);
        for (int at = low_; at < high_; at++) {
            const u32 first = text_.chars[at];
            ahead_.fetch(static_cast<std::size_t>(at));
            if (at + 1 < high_) words_of(mask, slots, first, text_.chars[at + 1], at);
            words_of(mask, slots, first, kNone, at);
        }
        // What is known of the groups lies far apart: one step fetches what the next one reads.
        const u64 groups = rows_.at(kGroups);
        for (const Stand& one : s_.places) {
            if (one.group >= s_.groups.size()) throw Damaged{};
            __builtin_prefetch(&s_.groups[one.group]);
            rows_.fetch(groups + 2 * u64{one.group});
        }
        for (std::size_t at = 0; at < s_.places.size(); at++) {
            const u32 group = s_.places[at].group;
            Scratch::Group& known = s_.groups[group];
            const int place = static_cast<int>(at);
            if (known.stamp == s_.stamp) {
                s_.places[static_cast<std::size_t>(known.last)].next = place;
                known.last = place;
                continue;
            }
            known = {s_.stamp, place, place};
            s_.group_order.push_back(group);
            const u32* lists = rows_.row(groups + 2 * u64{group}, 2);
            rows_.fetch(lists[0]);
            rows_.fetch(lists[1]);
        }
        for (u32 group : s_.group_order) note_sets(rows_.at(groups + 2 * u64{group}));
    }

    void words_of(u32 mask, const u32* slots, u32 first, u32 second, int at) {
        const u32 place = rows_.of_pair(slots, mask, first, second);
        if (place == kNone) return;
        const u32 count = rows_.at(u64{place} + 2);
        u64 next = u64{place} + 3;
        for (u32 i = 0; i < count; i++) {
            const u32* word = rows_.row(next, 2);
            const u32 length = word[0], rest = length > 2 ? length - 2 : 0;
            const u32* chars = rows_.row(next + 2, rest);
            next += 2 + u64{rest};
            if (static_cast<std::int64_t>(length) > high_ - at || length == 0) continue;
            if (same(chars, text_.chars + at + 2, rest))
                s_.places.push_back({at, at + static_cast<int>(length), -1, word[1]});
        }
    }

    // Note the sets of a group.
    void note_sets(u32 list) {
        const u32 count = rows_.at(list);
        const u32* sets = rows_.row(u64{list} + 1, 2 * u64{count});
        const std::size_t size = s_.sets.size();
        u32* present = s_.sets.data();
        for (u32 i = 0; i < count; i++, sets += 2) {
            if (sets[0] >= size) throw Damaged{};
            present[sets[0]] |= sets[1];
        }
    }

    // Whether a word of a set stands in the sentence.
    bool is_present(u32 set) const {
        if (set / 32 >= s_.sets.size()) throw Damaged{};
        return s_.sets[set / 32] >> set % 32 & 1;
    }

    bool all_present(u32 list) const {
        const u32 count = rows_.at(list);
        const u32* sets = rows_.row(u64{list} + 1, count);
        for (u32 i = 0; i < count; i++)
            if (!is_present(sets[i])) return false;
        return true;
    }

    void try_patterns() {
        const u32 count = rows_.at(kPatterns);
        const u64 rows = rows_.at(kPatternRows), groups = rows_.at(kGroups);
        for (u32 group : s_.group_order) {
            const u32 list = rows_.at(groups + 2 * u64{group} + 1), tried = rows_.at(list);
            if (tried == 0) continue;
            const u32* tries = rows_.row(u64{list} + 1, 2 * u64{tried});
            for (int at = s_.groups[group].first; at >= 0; at = s_.places[static_cast<std::size_t>(at)].next) {
                const Stand anchor = s_.places[static_cast<std::size_t>(at)];
                const u32 before = text_.at(anchor.start - 1), behind = text_.at(anchor.end);
                const unsigned char one = text_.sign(anchor.start - 1), other = text_.sign(anchor.end);
                for (u32 i = 0; i < tried; i++) {
                    const u32 need = tries[2 * i], number = tries[2 * i + 1];
                    if (need != kNone && !is_present(need)) continue;
                    if (number >= count) throw Damaged{};
                    const u32* row = rows_.row(rows + 7 * u64{number}, 7);
                    if (!all_present(row[5]) || !matcher_.fits(before, one, row[3])
                        || !matcher_.fits(behind, other, row[4]))
                        continue;
                    try_one(number, row, anchor.start, anchor.end);
                }
            }
        }
    }

    void try_one(u32 number, const u32* row, int start, int end) {
        const u32 fix = row[6] & 4 ? number : kNone;
        matcher_.begin();
        if (row[6] & 1) {
            found(row[0], fix, &start, 1, &end, 1);
        } else if (row[6] & 2) {
            Borrowed ends(s_), starts(s_);
            matcher_.advance<true>(row[2], end, *ends);
            if (ends->empty()) return;
            matcher_.advance<false>(row[1], start, *starts);
            if (starts->empty()) return;
            found(row[0], fix, starts->items().data(), starts->items().size(), ends->items().data(),
                  ends->items().size());
        } else {
            std::vector<State> left, right;
            matcher_.states<true>(row[2], end, right);
            if (right.empty()) return;
            matcher_.states<false>(row[1], start, left);
            if (!left.empty()) part(row[0], fix, left, right);
        }
    }

    const u32* cue(u32 number) const {
        if (number >= rows_.at(kCues)) throw Damaged{};
        return rows_.row(rows_.at(kCueRows) + kCueRow * u64{number}, kCueRow);
    }

    void found(u32 number, u32 fix, const int* starts, std::size_t start_count, const int* ends, std::size_t end_count) {
        const u32 signs = cue(number)[0];
        const int start = signs & 1 ? first(starts, start_count) : starts[0];
        if (start < 0) return;
        const int end = signs & 2 ? first(ends, end_count) : ends[0];
        if (end >= 0) add(number, fix, start, end);
    }

    void part(u32 number, u32 fix, const std::vector<State>& left, const std::vector<State>& right) {
        const u32 signs = cue(number)[0];
        const State* start = signs & 1 ? first(left) : &left[0];
        const State* end = signs & 2 ? first(right) : &right[0];
        if (start == nullptr || end == nullptr) return;
        const int opened = std::max(start->opened, end->opened), closed = std::max(start->closed, end->closed);
        add(number, fix, opened < 0 ? start->at : opened, closed < 0 ? end->at : closed);
    }

    // The first of the places at which a word may begin or end; -1: none.
    int first(const int* places, std::size_t count) {
        for (std::size_t i = 0; i < count; i++)
            if (cut_at(places[i])) return places[i];
        return -1;
    }

    const State* first(const std::vector<State>& states) {
        for (const State& state : states)
            if (cut_at(state.at)) return &state;
        return nullptr;
    }

    // The witness tells the boundaries of a sentence, or gives a Cutter that finds those of all.
    bool cut_at(int at) {
        if (at == low_ || at == high_) return true;
        if (dictionary_ != nullptr) {
            const auto length = static_cast<std::size_t>(high_ - low_), offset = static_cast<std::size_t>(at - low_);
            if (s_.cuts.empty()) s_.cuts.assign(length + 1, kUncut);
            if (s_.cuts[offset] == kUncut) {
                bool joined;
                if (!dictionary_->boundaries_around(text_.chars + low_, length, offset, s_.cuts.data(), joined))
                    s_.cuts[offset] = joined ? 0 : 1;
            }
            return s_.cuts[offset] != 0;
        }
        if (cuts_.obj == nullptr && dictionary_ == nullptr) {
            Ref cuts(PyObject_CallFunction(boundary_, "ii", low_, high_));
            dictionary_ = dictionary_of(cuts.checked());
            if (dictionary_ != nullptr) {
                cutter_ = cuts.release();
                return cut_at(at);
            }
            Ref bytes(PyObject_CheckBuffer(cuts.checked()) ? PyBytes_FromObject(cuts.get()) : truths(cuts.get()));
            if (PyObject_GetBuffer(bytes.checked(), &cuts_, PyBUF_SIMPLE) < 0) throw Raised{};
        }
        const Py_ssize_t offset = at - low_;
        if (offset < 0 || offset >= cuts_.len) {
            PyErr_SetString(PyExc_IndexError, "the word boundaries end before the sentence");
            throw Raised{};
        }
        return static_cast<const unsigned char*>(cuts_.buf)[offset] != 0;
    }

    static PyObject* truths(PyObject* sequence) {
        const Py_ssize_t count = PySequence_Size(sequence);
        if (count < 0) throw Raised{};
        std::vector<char> found;
        for (Py_ssize_t i = 0; i < count; i++) {
            Ref item(PySequence_GetItem(sequence, i));
            const int yes = PyObject_IsTrue(item.checked());
            if (yes < 0) throw Raised{};
            found.push_back(static_cast<char>(yes));
        }
        return PyBytes_FromStringAndSize(found.data(), count);
    }

    void add(u32 number, u32 fix, int start, int end) {
        while (start < end && text_.at(start) == ' ') start++;
        while (start < end && text_.at(end - 1) == ' ') end--;
        s_.found.push_back({start, end, index_, number, cue(number)[1], fix, false});
    }

    // What raw expressions alone find: tried where they can begin, by two characters, with a character that they need
    // near enough behind.
    void scan() {
        const u32 count = rows_.at(kScans);
        if (count == 0) return;
        const u32* scans = rows_.row(rows_.at(kScanRows), kScanRow * u64{count});
        const Choice choice(rows_, rows_.at(kScanChars), 3 * u64{count});
        const std::size_t width = choice.width, third = width / 3;  // what can begin, what is needed, what can be second
        const auto length = static_cast<std::size_t>(high_ - low_);
        s_.scan_end.assign(count, low_);
        s_.need_at.assign(count, low_);
        s_.scan_bits.resize(width * (length + 1));
        s_.scan_needs.assign(third, 0);  // those of which what is needed stands anywhere in the sentence
        u32* next = s_.scan_bits.data();
        for (int at = low_; at < high_; at++, next += width) {
            const Choice::Look look = choice.at(text_.chars[at], text_.signs[at], false);
            for (u32 word = 0; word < width; word++) next[word] = choice.bits(look, word);
            for (u32 word = 0; word < third; word++) s_.scan_needs[word] |= next[third + word];
        }
        const Choice::Look nothing = choice.at(kNoChar, 0, false);  // behind the sentence
        for (u32 word = 0; word < width; word++) next[word] = choice.bits(nothing, word);
        for (int at = low_; at < high_; at++) {
            const u32* here = s_.scan_bits.data() + width * static_cast<std::size_t>(at - low_);
            for (u32 word = 0; word < third; word++) {
                const u32* needed = s_.scan_bits.data() + third + word;
                u32 bits = here[word] & here[width + 2 * third + word];
                if (at == 0)
                    for (u32 number = 32 * word; number < std::min(count, 32 * word + 32); number++)
                        if (scans[kScanRow * number + 3] != 0) bits |= 1u << (number - 32 * word);
                for (bits &= s_.scan_needs[word]; bits != 0; bits &= bits - 1) {
                    const u32 number = 32 * word + lowest(bits);
                    if (number >= count) throw Damaged{};
                    if (at < s_.scan_end[number]) continue;
                    const u32* scan = scans + kScanRow * number;
                    int& need = s_.need_at[number];
                    need = std::max(need, at);
                    const u32 bit = bits & (0 - bits);
                    while (need < high_ && !(needed[width * static_cast<std::size_t>(need - low_)] & bit)) need++;
                    if (need >= high_) {
                        s_.scan_end[number] = high_;
                        continue;
                    }
                    if (static_cast<u32>(need - at) > scan[2]) continue;
                    matcher_.begin();
                    const int end = matcher_.match(scan[1], at, high_, false);
                    if (end <= at) continue;
                    s_.scan_end[number] = end;
                    found(scan[0], kNone, &at, 1, &end, 1);
                }
            }
        }
    }

    // Of the marks of the sentence each once, and which of them are neutral.
    void finish() {
        auto key = [](const Found& one) { return std::make_tuple(one.start, one.end, one.order); };
        std::stable_sort(s_.found.begin(), s_.found.end(), [&](auto& a, auto& b) { return key(a) < key(b); });
        auto last = std::unique(s_.found.begin(), s_.found.end(), [&](auto& a, auto& b) { return key(a) == key(b); });
        for (auto one = s_.found.begin(); one != last; ++one) {
            one->neutral = neutral(one->cue, one->start, one->end);
            s_.all.push_back(*one);
        }
    }

    bool neutral(u32 number, int start, int end) {
        const u32 list = cue(number)[2], count = rows_.at(list);
        if (count == 0) return false;
        const u32 exceptions = rows_.at(kExceptions);
        std::vector<u32>& possible = s_.possible[number];
        if (s_.cue_stamp[number] != s_.stamp) {
            possible.clear();
            const u32* numbers = rows_.row(u64{list} + 1, 2 * u64{count});
            for (u32 i = 0; i < count; i++) {
                const u32 own = numbers[2 * i], one = numbers[2 * i + 1];
                if (one >= exceptions) throw Damaged{};
                if (!is_present(own)) continue;
                if (all_present(rows_.row(rows_.at(kExceptionRows) + kExceptionRow * u64{one}, kExceptionRow)[2]))
                    possible.push_back(one);
            }
            s_.cue_stamp[number] = s_.stamp;
        }
        for (u32 one : possible) {
            if (s_.exception_stamp[one] != s_.stamp) {
                except(one);
                s_.exception_stamp[one] = s_.stamp;
            }
            // Sorted by their starts, with the latest end so far.
            const std::vector<Interval>& spans = s_.exceptions[one];
            auto behind = std::lower_bound(spans.begin(), spans.end(), end,
                                           [](const Interval& span, int value) { return span.start < value; });
            if (behind != spans.begin() && (behind - 1)->end > start) return true;
        }
        return false;
    }

    // Where an exception matches in the sentence.
    void except(u32 number) {
        const u32* row = rows_.row(rows_.at(kExceptionRows) + kExceptionRow * u64{number}, kExceptionRow);
        std::vector<Interval>& spans = s_.exceptions[number];
        spans.clear();
        const u32 count = rows_.at(row[3]);
        const u32* groups = rows_.row(u64{row[3]} + 1, count);
        std::vector<State> left, right;
        for (u32 i = 0; i < count; i++) {
            if (groups[i] >= s_.groups.size()) throw Damaged{};
            const Scratch::Group& group = s_.groups[groups[i]];
            if (group.stamp != s_.stamp) continue;
            for (int at = group.first; at >= 0; at = s_.places[static_cast<std::size_t>(at)].next) {
                const Stand anchor = s_.places[static_cast<std::size_t>(at)];
                matcher_.begin();
                if (row[4] != 0) {
                    Borrowed ends(s_), starts(s_);
                    matcher_.advance<true>(row[1], anchor.end, *ends);
                    if (ends->empty()) continue;
                    matcher_.advance<false>(row[0], anchor.start, *starts);
                    if (starts->empty()) continue;
                    spans.push_back({*std::min_element(starts->items().begin(), starts->items().end()),
                                     *std::max_element(ends->items().begin(), ends->items().end())});
                    continue;
                }
                matcher_.states<true>(row[1], anchor.end, right);
                if (right.empty()) continue;
                matcher_.states<false>(row[0], anchor.start, left);
                if (left.empty()) continue;
                Interval span{left[0].at, right[0].at};
                for (const State& state : left) span.start = std::min(span.start, state.at);
                for (const State& state : right) span.end = std::max(span.end, state.at);
                spans.push_back(span);
            }
        }
        std::sort(spans.begin(), spans.end(), [](auto& a, auto& b) { return a.start < b.start; });
        for (std::size_t i = 1; i < spans.size(); i++) spans[i].end = std::max(spans[i].end, spans[i - 1].end);
    }

    static constexpr char kUncut = 2;  // not asked for yet

    const Rows& rows_;
    Scratch& s_;
    Text text_;
    Matcher matcher_;
    Ahead ahead_;
    PyObject* boundary_;
    PyObject* cutter_ = nullptr;  // that owns the dictionary
    Dictionary* dictionary_ = nullptr;
    int index_ = 0, low_ = 0, high_ = 0;
    Py_buffer cuts_{};
};

}  // namespace
