// Who speaks, and what to doubt, as `voice.py` and `weigh.py` do.

#pragma once

#include "rows.hpp"
#include "scratch.hpp"

namespace {

// Intervals of one text, ready for questions that a search by halves answers (see `spans.py`).
class Intervals {
public:
    void clear() {
        by_start_.clear();
        ready_ = false;
    }
    void add(Interval one) { by_start_.push_back(one); }
    bool empty() const { return by_start_.empty(); }
    const std::vector<Interval>& all() const { return by_start_; }
    // Whether one ends from `low` to `high`, both included.
    bool ends_in(int low, int high) {
        prepare();
        auto at = std::lower_bound(ends_.begin(), ends_.end(), low);
        return at != ends_.end() && *at <= high;
    }
    // Whether one lies within [low, high).
    bool between(int low, int high) {
        prepare();
        auto behind = std::upper_bound(ends_.begin(), ends_.end(), high);
        return behind != ends_.begin() && latest_start_[static_cast<std::size_t>(behind - ends_.begin()) - 1] >= low;
    }
    bool overlap(int start, int end) {
        const std::size_t before = starting_before(end);
        return before > 0 && latest_end_[before - 1] > start;
    }
    // Whether one starts from `low` to `high`, both included.
    bool starts_in(int low, int high) {
        const std::size_t at = starting_before(low);
        return at < by_start_.size() && by_start_[at].start <= high;
    }
    // Where the last one starts that starts before `place`; -1: none.
    int last_start(int place) {
        const std::size_t before = starting_before(place);
        return before > 0 ? by_start_[before - 1].start : -1;
    }
    // Whether one that starts no later ends no earlier.
    bool cover(Interval other) {
        const std::size_t before = starting_before(other.start + 1);
        return before > 0 && latest_end_[before - 1] >= other.end;
    }

private:
    std::size_t starting_before(int place) {
        prepare();
        auto at = std::lower_bound(by_start_.begin(), by_start_.end(), place,
                                   [](const Interval& one, int value) { return one.start < value; });
        return static_cast<std::size_t>(at - by_start_.begin());
    }
    void prepare() {
        if (ready_) return;
        ready_ = true;
        std::vector<Interval> by_end = by_start_;
        std::sort(by_start_.begin(), by_start_.end(), [](auto& a, auto& b) { return a.start < b.start; });
        std::sort(by_end.begin(), by_end.end(), [](auto& a, auto& b) { return a.end < b.end; });
        ends_.clear();
        latest_start_.clear();
        latest_end_.clear();
        for (const Interval& one : by_end) {
            ends_.push_back(one.end);
            latest_start_.push_back(latest_start_.empty() ? one.start : std::max(latest_start_.back(), one.start));
        }
        for (const Interval& one : by_start_)
            latest_end_.push_back(latest_end_.empty() ? one.end : std::max(latest_end_.back(), one.end));
    }
    std::vector<Interval> by_start_;
    std::vector<int> ends_, latest_start_, latest_end_;
    bool ready_ = false;
};

// What `voice.set_aside` makes of the marks that were found.
class Hearing {
public:
    struct Aside {
        u32 mark;    // its number in `Scratch::all`
        u32 reason;  // the number of reasons: quoted
    };

    Hearing(const Rows& rows, Scratch& scratch, const std::vector<Line>& lines, const std::vector<Interval>& quotes)
        : rows_(rows), s_(scratch), lines_(lines), quotes_(quotes), reasons_(rows.at(kReasons)), slots_(rows.at(kSlots)),
          people_(reasons_) {}

    std::vector<u32> heard, voices;  // numbers of marks: in the author's own voice; of the voice and of people
    std::vector<Aside> aside;

    void run() {
        const std::vector<Found>& all = s_.all;
        // Marks are in the order of the text and so of the sentences.
        for (std::size_t at = 0, end; at < all.size(); at = end) {
            end = at;
            while (end < all.size() && all[end].sentence == all[at].sentence) end++;
            listen(at, end);
            for (std::size_t i = at; i < end; i++) {
                const u32 number = static_cast<u32>(i);
                if (all[i].neutral) continue;
                const u32* row = cue(all[i].cue);
                if (row[3] != kNone) voices.push_back(number);
                if (row[0] & 16) continue;
                const u32 reason = reason_of(all[i]);
                if (reason == kNone)
                    heard.push_back(number);
                else
                    aside.push_back({number, reason});
            }
        }
    }

    // Whether nothing but the voice asks where the mark stands.
    bool for_voice_alone(const Found& mark) const { return (cue(mark.cue)[0] & 32) != 0; }

private:
    struct People {
        bool known = false;
        Intervals ours, theirs;
    };
    static constexpr u32 kQuoted = 1u << 30;

    const u32* cue(u32 number) const {
        if (number >= rows_.at(kCues)) throw Damaged{};
        return rows_.row(rows_.at(kCueRows) + kCueRow * u64{number}, kCueRow);
    }

    // Note where the voice speaks in the sentence whose marks are these.
    void listen(std::size_t at, std::size_t end) {
        for (u32 slot : taken_) slots_[slot].clear();
        taken_.clear();
        for (People& people : people_) people.known = false;
        for (std::size_t i = at; i < end; i++) {
            const Found& one = s_.all[i];
            const u32 slot = cue(one.cue)[3];
            if (one.neutral || slot == kNone) continue;
            if (slot >= slots_.size()) throw Damaged{};
            if (slots_[slot].empty()) taken_.push_back(slot);
            slots_[slot].add({one.start, one.end});
        }
        near_ = 0;
        if (taken_.empty()) return;
        for (u32 reason = 0; reason < reasons_; reason++) {
            const u32* row = reason_row(reason);
            bool near = false;
            for (u32 i = 1; i < 6 && !near; i++) near = slot(row[i]) != nullptr;
            const u32 count = rows_.at(row[7]);
            const u32* own = rows_.row(u64{row[7]} + 1, count);
            for (u32 i = 0; i < count && !near; i++) near = slot(own[i]) != nullptr;
            if (near) near_ |= 1u << reason;
        }
    }

    const u32* reason_row(u32 reason) const {
        return rows_.row(rows_.at(kReasonRows) + kReasonRow * u64{reason}, kReasonRow);
    }
    // The intervals of a slot; none: nothing stands there.
    Intervals* slot(u32 number) {
        if (number == kNone) return nullptr;
        if (number >= slots_.size()) throw Damaged{};
        return slots_[number].empty() ? nullptr : &slots_[number];
    }

    // Why a mark is set aside; kNone: it is the author's own word.
    u32 reason_of(const Found& mark) {
        const u32 accepts = cue(mark.cue)[4];
        if (accepts == kNone) return kNone;
        if (!quotes_.empty() && !(accepts & kQuoted) && quoted(mark)) return reasons_;
        for (u32 bits = near_ & ~accepts; bits != 0; bits &= bits - 1)
            if (holds(lowest(bits), mark)) return lowest(bits);
        return kNone;
    }

    bool quoted(const Found& mark) const {
        auto at = std::upper_bound(quotes_.begin(), quotes_.end(), mark.start,
                                   [](int value, const Interval& one) { return value < one.start; });
        return at != quotes_.begin() && (at - 1)->end + 1 >= mark.end;  // a comma behind it
    }

    bool holds(u32 reason, const Found& mark) {
        const u32* row = reason_row(reason);
        const Line& line = lines_[static_cast<std::size_t>(mark.sentence)];
        auto behind = std::upper_bound(line.clauses.begin(), line.clauses.end(), mark.start,
                                       [](int value, const Interval& one) { return value < one.end; });
        const Interval& clause = behind == line.clauses.end() ? line.clauses.back() : *behind;
        const int reach = static_cast<int>(std::min<u32>(row[0], 1u << 20)), start = mark.start, end = mark.end;
        Intervals *before = slot(row[1]), *in_clause = slot(row[2]), *in_sentence = slot(row[3]);
        Intervals *around = slot(row[4]), *after = slot(row[5]), *unless = slot(row[6]);
        if ((before != nullptr && before->ends_in(start - reach, start) && before->between(clause.start, start))
            || (in_clause != nullptr && in_clause->between(clause.start, start))
            || (in_sentence != nullptr && in_sentence->between(line.span.start, start))
            || (around != nullptr && around->overlap(start, end))
            || (after != nullptr && after->starts_in(end, std::min(end + reach, clause.end)))
            || own(people_[reason], row, mark))
            return unless == nullptr || !unless->starts_in(clause.start, clause.end - 1);
        return false;
    }

    // Whether a mark names nobody else, and the person named last before its end is the author's side.
    bool own(People& people, const u32* row, const Found& mark) {
        if (rows_.at(row[7]) == 0) return false;
        if (!people.known) {
            people.known = true;
            people.ours.clear();
            people.theirs.clear();
            gather(row[7], people.ours, nullptr);
            // 我们仓储部 names a department, but ours.
            gather(row[8], people.theirs, &people.ours);
        }
        return !people.theirs.overlap(mark.start, mark.end)
            && people.ours.last_start(mark.end) > people.theirs.last_start(mark.end);
    }
    void gather(u32 list, Intervals& found, Intervals* without) {
        const u32 count = rows_.at(list);
        const u32* kinds = rows_.row(u64{list} + 1, count);
        for (u32 i = 0; i < count; i++)
            if (Intervals* of = slot(kinds[i]))
                for (const Interval& one : of->all())
                    if (without == nullptr || !without->cover(one)) found.add(one);
    }

    const Rows& rows_;
    Scratch& s_;
    const std::vector<Line>& lines_;
    const std::vector<Interval>& quotes_;
    u32 reasons_;
    std::vector<Intervals> slots_;
    std::vector<u32> taken_;  // slots with something in them
    std::vector<People> people_;
    u32 near_ = 0;  // bits of the reasons for which words stand in the sentence
};

}  // namespace
