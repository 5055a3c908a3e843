// Patterns and raw expressions walked in one text, as `lexicon/match.py` does.

#pragma once

#include "regexes.hpp"
#include "signs.hpp"

namespace {

struct Cont {  // what is to be matched behind a part
    enum Kind { kTop, kStop, kParts, kRepeat } kind;
    const Parts* parts;  // to go on in, from `index` on
    std::size_t index;
    const Cont* next;
    const Part* repeated;
    u32 count;
};

constexpr u64 kAllBits = ~u64{0};

class Text {
public:
    const u32* chars;
    const unsigned char* signs;
    const u64* bits;  // of characters; all of those that may be skipped before a word
    int length;
    u32 at(int place) const { return place >= 0 && place < length ? chars[place] : kNoChar; }
    unsigned char sign(int place) const { return place >= 0 && place < length ? signs[place] : 0; }
    u64 bit(int place) const { return place >= 0 && place < length ? bits[place] : kAllBits; }
};

class Matcher {  // walks patterns in one text
public:
    Matcher(const Rows& rows, Regexes& regexes, Scratch& scratch, Text text, PyObject* string, PyObject* regex_of)
        : rows_(rows), regexes_(regexes), scratch_(scratch), text_(text), string_(string), regex_of_(regex_of) {}

    int low = 0, high = 0;

    void begin() {
        steps_ = 0;
        depth_ = 0;
    }

    static u64 bits_of(const u32* halves) { return u64{halves[1]} << 32 | halves[0]; }

    bool fits(u32 c, u32 set) const {
        const u32* row = rows_.row(set, kCharsHead);
        if (row[0] & 1) return true;
        if (c == kNoChar || !(bits_of(row + 2) & char_bit(c))) return false;
        u32 mask = row[1];
        const u32* slots = rows_.row(u64{set} + kCharsHead, u64{mask} + 1);
        u32 at = char_hash(c) & mask;
        for (u64 tries = 0; tries <= mask; tries++) {
            if (slots[at] == c) return true;
            if (slots[at] == kNone) break;
            at = (at + 1) & mask;
        }
        return false;
    }
    bool fits(u32 c, unsigned char sign, u32 set) const {
        const u32 kinds = rows_.at(set);
        if (kinds & 1) return true;
        if (c == kNoChar) return false;
        if (((kinds & 2) && (sign & kDecimal)) || ((kinds & 4) && (sign & kSpace)) || ((kinds & 8) && (sign & kWord)))
            return true;
        return fits(c, set);
    }

    // The places reached from `at` over the steps of a sequence.
    template <bool Forward>
    void advance(u32 sequence, int at, Places& out) {
        Deeper deeper(*this);
        const u32 count = rows_.at(sequence);
        const u32* steps = rows_.row(u64{sequence} + 1, count);
        if (count == 0) {
            out.add(at);
            return;
        }
        if (count == 1) {
            step<Forward>(Rows::inner(sequence, steps[0]), at, out);
            return;
        }
        Borrowed one(scratch_), other(scratch_);
        Places *from = &*one, *to = &*other;
        step<Forward>(Rows::inner(sequence, steps[0]), at, *from);
        for (u32 i = 1; i < count && !from->empty(); i++) {
            const u32 next = Rows::inner(sequence, steps[i]);
            if (i + 1 == count) {
                for (int place : from->items()) step<Forward>(next, place, out);
                return;
            }
            to->clear();
            for (int place : from->items()) step<Forward>(next, place, *to);
            std::swap(from, to);
        }
    }

    // All ways over a sequence that may hold `<` and `>`.
    template <bool Forward>
    void states(u32 sequence, int at, std::vector<State>& out) {
        const u32 count = rows_.at(sequence);
        const u32* steps = rows_.row(u64{sequence} + 1, count);
        std::vector<State> now{{at, -1, -1}}, next;
        for (u32 i = 0; i < count && !now.empty(); i++) {
            const u32 one = Rows::inner(sequence, steps[i]), op = rows_.at(one);
            if (op == kOpOpen || op == kOpClose) {
                for (State& state : now) (op == kOpOpen ? state.opened : state.closed) = state.at;
                continue;
            }
            next.clear();
            Borrowed seen(scratch_), reached(scratch_);
            for (const State& state : now) {
                reached->clear();
                step<Forward>(one, state.at, *reached);
                for (int place : reached->items())
                    if (seen->add(place)) next.push_back({place, state.opened, state.closed});
            }
            now.swap(next);
        }
        out = std::move(now);
    }

    // The end of the match of a raw expression at `at` in the text up to `end`; -1: none.
    int match(u32 regex, int at, int end, bool full) {
        const Regex& one = regexes_.at(regex);
        if (at < end) {
            if (!fits(text_.chars[at], text_.signs[at], one.first)) return -1;
            if (full && !fits(text_.chars[end - 1], text_.signs[end - 1], one.last)) return -1;
        }
        if (one.parts == nullptr) return ask(one.number, at, end, full);
        if (at > end) return -1;
        end_ = end;
        full_ = full;
        const Cont top{Cont::kTop, nullptr, 0, nullptr, nullptr, 0};
        return run(*one.parts, 0, at, &top) ? result_ : -1;
    }

private:
    class Deeper {
    public:
        explicit Deeper(Matcher& matcher) : matcher_(matcher) {
            if (++matcher.depth_ > kMostDepth) {
                matcher.depth_--;
                throw Damaged{};
            }
            matcher.tick();
        }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        ~Deeper() { matcher_.depth_--; }

    private:
        Matcher& matcher_;
    };

    void tick(u64 steps = 1) {
        steps_ += steps;
        if (steps_ > kMostSteps) throw Damaged{};
    }

    bool is_stop(int at) const {
        if (!(text_.signs[at] & kStop)) return false;
        const u32 c = text_.chars[at];
        return !((c == ',' || c == ':') && (text_.sign(at + 1) & kDigit) && (text_.sign(at - 1) & kDigit));
    }

    // Whether the characters from `at` on are the word `word`.
    bool is_word(const u32* word, u32 length, int at) const {
        return same(word, text_.chars + at, length);
    }

    // The words of a set that begin at `at` (end there, going back), which the first character allows.
    template <bool Forward>
    void words(u32 set, int at, Places& out) {
        const u32* head = rows_.row(set, 5);
        const u32 mask = head[0], count = head[3], lengths = head[4];
        const int room = Forward ? high - at : at - low;
        if (mask == 0) {
            u64 place = u64{set} + 5 + lengths;
            for (u32 i = 0; i < count; i++) {
                const u32 length = rows_.at(place);
                const u32* word = rows_.row(place + 1, length);
                place += 1 + u64{length};
                if (static_cast<std::int64_t>(length) > room) continue;
                if (is_word(word, length, Forward ? at : at - static_cast<int>(length)))
                    out.add(Forward ? at + static_cast<int>(length) : at - static_cast<int>(length));
            }
            return;
        }
        const u32* sizes = rows_.row(u64{set} + 5, lengths);
        const u32* slots = rows_.row(u64{set} + 5 + lengths, u64{mask} + 1);
        tick(lengths);
        for (u32 i = 0; i < lengths; i++) {
            const u32 length = sizes[i];
            if (static_cast<std::int64_t>(length) > room) continue;
            const int start = Forward ? at : at - static_cast<int>(length);
            Hash hash;
            for (u32 j = 0; j < length; j++) hash.add(text_.chars[start + static_cast<int>(j)]);
            const u32 whole = hash.done();
            u32 slot = whole & mask;
            for (u64 tries = 0; tries <= mask && slots[slot] != 0; tries++, slot = (slot + 1) & mask) {
                if (!alike(slots[slot], whole)) continue;
                const u32 place = Rows::inner(set, slots[slot] & kPlace);
                if (rows_.at(place) == length && is_word(rows_.row(u64{place} + 1, length), length, start)) {
                    out.add(Forward ? start + static_cast<int>(length) : start);
                    break;
                }
            }
        }
    }

    // Whether one of the words of a set begins with a character. Of few words it is not asked: they are looked at.
    bool begins(u32 set, u32 c, bool forward) const {
        const u32* head = rows_.row(set, 3);
        return head[0] == 0 || fits(c, Rows::inner(set, head[forward ? 1 : 2]));
    }

    template <bool Forward>
    void words_step(u32 set, int at, Places& out) {
        const int next = Forward ? at : at - 1;
        u32 c = text_.at(next);
        if (text_.sign(next) & kBlank) {
            at += Forward ? 1 : -1;
            c = text_.at(Forward ? at : at - 1);
        }
        if (c == kNoChar || !begins(set, c, Forward)) return;
        words<Forward>(set, at, out);
    }

    // Which of several ways can begin with a character, as bits from kFirstWay on, kWordsBegin for words: remembered, for
    // there are far fewer pairs of them than questions.
    template <bool Forward>
    u64 ways_at(u32 node, u32 c, unsigned char sign) const {
        const u64 key = u64{node} << 32 | (c & 0x7FFFFFFF) << 1 | (Forward ? 1 : 0);
        Scratch::Ways& known = scratch_.ways[static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 52)];
        if (known.key == key) return known.bits;
        const u32* head = rows_.row(u64{node} + kStepHead, 3);
        const u32* ways = rows_.row(u64{node} + kStepHead + 3, 2 * u64{head[2]});
        u64 bits = 0;
        if (head[0] != 0 && c != kNoChar && ((sign & kBlank) || begins(Rows::inner(node, head[0]), c, Forward)))
            bits = kWordsBegin;
        if (fits(c, sign, Rows::inner(node, head[1]))) {
            if (head[2] > kMostWays) bits |= kFirstWay;
            for (u32 i = 0; i < std::min(head[2], kMostWays); i++)
                if (fits(c, sign, Rows::inner(node, ways[2 * i]))) bits |= kFirstWay << i;
        }
        known = {key, bits};
        return bits;
    }

    template <bool Forward>
    void either(u32 node, int at, Places& out) {
        const int next = Forward ? at : at - 1;
        const u32 c = text_.at(next);
        const unsigned char sign = text_.sign(next);
        const u64 bits = ways_at<Forward>(node, c, sign);
        if (bits == 0) return;
        const u32* head = rows_.row(u64{node} + kStepHead, 3);
        if (bits & kWordsBegin) words_step<Forward>(Rows::inner(node, head[0]), at, out);
        const u32* ways = rows_.row(u64{node} + kStepHead + 3, 2 * u64{head[2]});
        if (head[2] <= kMostWays) {
            for (u64 rest = bits & ~kWordsBegin; rest != 0; rest &= rest - 1)
                advance<Forward>(Rows::inner(node, ways[2 * __builtin_ctzll(rest / kFirstWay) + 1]), at, out);
        } else if (bits & kFirstWay) {
            tick(head[2]);
            for (u32 i = 0; i < head[2]; i++)
                if (fits(c, sign, Rows::inner(node, ways[2 * i])))
                    advance<Forward>(Rows::inner(node, ways[2 * i + 1]), at, out);
        }
    }

    // False when the step can't begin with the character behind (before) `at`.
    template <bool Forward>
    bool may_begin(u32 node, int at) const {
        return (bits_of(rows_.row(node, kStepHead) + 1) & text_.bit(Forward ? at : at - 1)) != 0;
    }

    template <bool Forward>
    void gap_words(u32 node, int at, Places& out) {
        const u32* head = rows_.row(u64{node} + kStepHead, 5);
        const int width = static_cast<int>(std::min<u32>(head[0], 1u << 20));
        const bool wide = head[1] != 0;
        const u32 set = Rows::inner(node, head[2]);
        const u64 bits = bits_of(head + 3);
        const int last = Forward ? std::min(at + width + 1, high) : std::max(at - width - 1, low);
        for (int here = at; Forward ? here < last : here > last; here += Forward ? 1 : -1) {
            const int place = Forward ? here : here - 1;
            tick();
            if ((text_.bits[place] & bits) && begins(set, text_.chars[place], Forward)) words<Forward>(set, here, out);
            if (!wide && is_stop(place)) break;
        }
    }

    template <bool Forward>
    void gap(u32 node, int at, Places& out) {
        const u32* head = rows_.row(u64{node} + kStepHead, 3);
        const int width = static_cast<int>(std::min<u32>(head[0], 1u << 20));
        const bool wide = head[1] != 0;
        const u32 behind = head[2] == 0 ? 0 : Rows::inner(node, head[2]);
        const int last = Forward ? std::min(at + width, high) : std::max(at - width, low);
        for (int here = at;; here += Forward ? 1 : -1) {
            const int place = Forward ? here : here - 1;
            tick();
            if (behind == 0)
                out.add(here);
            else
                step<Forward>(behind, here, out);
            if (here == last || (!wide && place >= 0 && place < text_.length && is_stop(place))) return;
        }
    }

    template <bool Forward>
    void raw(u32 node, int at, Places& out) {
        const u32* head = rows_.row(u64{node} + kStepHead, 3);
        const int least = static_cast<int>(std::min<u32>(head[0], 1u << 20));
        const int most = static_cast<int>(std::min<u32>(head[1], 1u << 20));
        const u32 regex = Rows::inner(node, head[2]);
        // Many patterns ask at the same places.
        const u64 key = (u64{node} << 32 | static_cast<u32>(at) << 1 | (Forward ? 1 : 0)) + 1;
        const std::size_t slot = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 54);
        Scratch::Met& met = scratch_.met[slot];
        if (met.key != key || met.text != scratch_.texts) {
            met.key = 0;
            met.found.clear();
            raw_all<Forward>(regex, least, most, at, met.found);
            met.key = key;
            met.text = scratch_.texts;
        }
        for (int one : met.found)
            if (Forward ? one <= high : one >= low) out.add(one);
    }

    // The places behind (before) a raw expression at `at`, wherever the sentence ends.
    template <bool Forward>
    void raw_all(u32 regex, int least, int most, int at, std::vector<int>& out) {
        if (Forward) {
            int start = at;
            if ((text_.sign(at) & kBlank) && match(regex, at, text_.length, false) < 0) start = at + 1;
            if (match(regex, start, text_.length, false) < 0) return;
            for (int end = std::min(start + most, text_.length); end >= start + least; end--)
                if (match(regex, start, end, true) >= 0) out.push_back(end);
            return;
        }
        const int end = (text_.sign(at - 1) & kBlank) ? at - 1 : at;
        if (least > 0 && (end == 0 || !fits(text_.chars[end - 1], text_.signs[end - 1], regexes_.at(regex).last))) return;
        for (int start = std::max(0, end - most); start <= end - least; start++)
            if (match(regex, start, end, true) >= 0) out.push_back(start);
    }

    template <bool Forward>
    void step(u32 node, int at, Places& out) {
        if (!may_begin<Forward>(node, at)) return;
        Deeper deeper(*this);
        switch (rows_.at(node)) {
            case kOpWords:
                words_step<Forward>(Rows::inner(node, rows_.at(u64{node} + kStepHead)), at, out);
                return;
            case kOpEither:
                either<Forward>(node, at, out);
                return;
            case kOpGapWords:
                gap_words<Forward>(node, at, out);
                return;
            case kOpGap:
                gap<Forward>(node, at, out);
                return;
            case kOpOptional:
                step<Forward>(Rows::inner(node, rows_.at(u64{node} + kStepHead)), at, out);
                out.add(at);
                return;
            case kOpRaw:
                raw<Forward>(node, at, out);
                return;
            case kOpClauseStart:
                if (at == low || (text_.sign(at - 1) & kEdge)) out.add(at);
                return;
            case kOpClauseEnd:
                if (at == high || (text_.sign(at) & kEdge)) out.add(at);
                return;
            default:
                throw Damaged{};
        }
    }

    // Raw expressions, as `re` matches them: parts in turn, what gives a choice goes on by what is to follow.

    bool single(const Part& part, int at) const {
        const u32 c = text_.chars[at];
        switch (part.op) {
            case kReLiteral:
                return part.c == c;
            case kReNotLiteral:
                return part.c != c;
            case kReAny:
                return c != '\n';
            default:
                return part.more->set.has(c, text_.signs[at]);
        }
    }

    bool run(const Parts& parts, std::size_t index, int at, const Cont* then) {
        Deeper deeper(*this);
        for (std::size_t i = index; i < parts.size(); i++) {
            const Part& part = parts[i];
            switch (part.op) {
                case kReLiteral:
                case kReNotLiteral:
                case kReAny:
                case kReSet:
                    if (at >= end_ || !single(part, at)) return false;
                    at++;
                    break;
                case kReText: {
                    const std::vector<u32>& text = part.more->text;
                    if (static_cast<std::size_t>(std::max(end_ - at, 0)) < text.size()
                        || !is_word(text.data(), static_cast<u32>(text.size()), at))
                        return false;
                    at += static_cast<int>(text.size());
                    break;
                }
                case kReAt:
                    if (!holds(part.c, at)) return false;
                    break;
                case kReAssert: {
                    const bool found = at >= part.more->back && alone(*part.more->body, at - part.more->back) >= 0;
                    if (found == part.more->negative) return false;
                    break;
                }
                case kReAtomic:
                    at = alone(*part.more->body, at);
                    if (at < 0) return false;
                    break;
                case kReGroup: {
                    const Cont next{Cont::kParts, &parts, i + 1, then, nullptr, 0};
                    return run(*part.more->body, 0, at, &next);
                }
                case kReBranch: {
                    const Cont next{Cont::kParts, &parts, i + 1, then, nullptr, 0};
                    const Choice &choice = *part.more->choice, *second = part.more->second.get();
                    const Choice::Look look = look_at(choice, at);
                    const Choice::Look behind = second == nullptr ? look : look_at(*second, at + 1);
                    for (u32 word = 0; word < choice.width; word++)
                        for (u32 bits = choice.bits(look, word) & (second ? second->bits(behind, word) : ~0u); bits != 0;
                             bits &= bits - 1) {
                            const std::size_t way = 32 * std::size_t{word} + lowest(bits);
                            if (way >= part.more->ways.size()) throw Damaged{};
                            if (run(*part.more->ways[way], 0, at, &next)) return true;
                        }
                    return false;
                }
                default: {  // a repeat
                    if (part.more->single) {
                        const int taken = repeat_single(part, at, parts, i + 1, then);
                        if (taken >= 0) return taken != 0;
                        at = -taken - 1;
                        break;
                    }
                    if (part.more->way != 2) return repeat(part, 0, at, parts, i + 1, then);
                    u32 times = 0;
                    for (; times < part.more->most; times++) {
                        const int next = alone(*part.more->body, at);
                        if (next < 0) break;
                        at = next;
                    }
                    if (times < part.more->least) return false;
                }
            }
        }
        return go_on(at, then);
    }

    Choice::Look look_at(const Choice& choice, int at) const {
        return at < end_ ? choice.at(text_.chars[at], text_.signs[at], at == 0) : choice.at(kNoChar, 0, at == 0);
    }

    // False when the part that comes next is one character, and not the one at hand.
    bool may_go_on(const Parts& parts, std::size_t index, int at) const {
        if (index >= parts.size()) return true;
        const Part& next = parts[index];
        if (next.op == kReText) return at < end_ && text_.chars[at] == next.c;
        return !next.is_single() || (at < end_ && single(next, at));
    }

    bool go_on(int at, const Cont* then) {
        switch (then->kind) {
            case Cont::kTop:
                if (full_ && at != end_) return false;
                result_ = at;
                return true;
            case Cont::kStop:
                result_ = at;
                return true;
            case Cont::kParts:
                return run(*then->parts, then->index, at, then->next);
            default:
                return repeat(*then->repeated, then->count, at, *then->parts, then->index, then->next);
        }
    }

    // Where the first match of parts ends that looks at nothing behind it; -1: none.
    int alone(const Parts& parts, int at) {
        const Cont stop{Cont::kStop, nullptr, 0, nullptr, nullptr, 0};
        return run(parts, 0, at, &stop) ? result_ : -1;
    }

    // 1 or 0: matched with all that follows, or not; below 0: go on at -result - 1.
    int repeat_single(const Part& part, int at, const Parts& parts, std::size_t index, const Cont* then) {
        const Part& body = part.more->body->front();
        const int room = end_ - at;
        const int want = static_cast<int>(std::min<u64>(part.more->most, static_cast<u64>(std::max(room, 0))));
        if (static_cast<std::int64_t>(part.more->least) > room) return 0;
        const int least = static_cast<int>(part.more->least);
        int count = 0;
        if (part.more->way == 1) {
            for (; count < least; count++)
                if (!single(body, at + count)) return 0;
            for (;; count++) {
                if (may_go_on(parts, index, at + count) && run(parts, index, at + count, then)) return 1;
                if (count >= want || !single(body, at + count)) return 0;
            }
        }
        while (count < want && single(body, at + count)) count++;
        tick(static_cast<u64>(count));
        if (count < least) return 0;
        if (part.more->way == 2) return -(at + count) - 1;
        for (; count >= least; count--)
            if (may_go_on(parts, index, at + count) && run(parts, index, at + count, then)) return 1;
        return 0;
    }

    bool repeat(const Part& part, u32 count, int at, const Parts& parts, std::size_t index, const Cont* then) {
        Deeper deeper(*this);
        const Cont again{Cont::kRepeat, &parts, index, then, &part, count + 1};
        if (count < part.more->least) return run(*part.more->body, 0, at, &again);
        if (part.more->way == 1) {
            if (run(parts, index, at, then)) return true;
            return count < part.more->most && run(*part.more->body, 0, at, &again);
        }
        if (count < part.more->most && run(*part.more->body, 0, at, &again)) return true;
        return run(parts, index, at, then);
    }

    bool holds(u32 place, int at) const {
        switch (place) {
            case 0:
                return at == 0;
            case 1:
                return at == end_ || (at + 1 == end_ && text_.chars[at] == '\n');
            case 2:
                return at == end_;
            case 3: {
                if (end_ == 0) return false;
                const bool before = at > 0 && (text_.signs[at - 1] & kWord);
                const bool behind = at < end_ && (text_.signs[at] & kWord);
                return before != behind;
            }
            default:
                throw Damaged{};
        }
    }

    // What `re` says where we do not know a sign of the expression.
    int ask(u32 number, int at, int end, bool full) {
        Ref regex(PyObject_CallFunction(regex_of_, "I", static_cast<unsigned int>(number)));
        regex.checked();
        Ref found(PyObject_CallMethod(regex.get(), full ? "fullmatch" : "match", "Oii", string_, at, end));
        if (found.checked() == Py_None) return -1;
        Ref place(PyObject_CallMethod(found.get(), "end", nullptr));
        const long result = PyLong_AsLong(place.checked());
        if (result == -1 && PyErr_Occurred()) throw Raised{};
        return static_cast<int>(result);
    }

    static constexpr u64 kWordsBegin = 1, kFirstWay = 2;
    static constexpr u32 kMostWays = 60;

    const Rows& rows_;
    Regexes& regexes_;
    Scratch& scratch_;
    Text text_;
    PyObject* string_;
    PyObject* regex_of_;
    u64 steps_ = 0;
    int depth_ = 0;
    int end_ = 0, result_ = 0;
    bool full_ = false;
};

}  // namespace
