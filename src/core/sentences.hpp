// Blocks cut into sentences and clauses, as `sentences.py` does.

#pragma once

#include "match.hpp"

namespace {

bool is_one_of(u32 c, const char32_t* chars) {
    for (; *chars != 0; chars++)
        if (*chars == c) return true;
    return false;
}

bool is_han(u32 c) {
    return (c >= 0x3400 && c < 0x4DC0) || (c >= 0x4E00 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00)
        || (c >= 0x20000 && c < 0x3FFFE);
}

// Cuts blocks into sentences and clauses, as `sentences.py` does.
class Splitter {
public:
    explicit Splitter(Text text) : text_(text) {}

    void block(int start, int end, std::vector<Line>& out) const {
        while (start < end) {
            int at = start, behind = end;
            bool words = false;  // there is more than blanks before the place at hand
            for (; at < end; at++) {
                const int found = end_at(at, end);
                if (found < 0) {
                    words = words || !(text_.signs[at] & kSpace);
                    continue;
                }
                behind = found;
                if (words || is_one_of(text_.chars[at], kStops)) break;
                for (; at < found; at++) words = words || !(text_.signs[at] & kSpace);
                at--;
                behind = end;
            }
            Line line{{start, behind}, {}};
            while (line.span.start < line.span.end && (text_.signs[line.span.start] & kSpace)) line.span.start++;
            while (line.span.start < line.span.end && (text_.signs[line.span.end - 1] & kSpace)) line.span.end--;
            if (line.span.start < line.span.end) {
                clauses(line);
                out.push_back(std::move(line));
            }
            start = behind;
        }
    }

private:
    static constexpr const char32_t* kStops = U"。！？!?";
    static constexpr const char32_t* kClosers = U"\"'”’」』)）】》]";
    static constexpr const char32_t* kWide = U"，；：、…—";
    static constexpr const char32_t* kBlanks = U" \u3000";

    bool is(int at, int end, const char32_t* chars) const { return at < end && is_one_of(text_.chars[at], chars); }
    bool is_sign(int at, int end, unsigned char sign) const { return at < end && (text_.signs[at] & sign); }
    static bool is_common_han(u32 c) { return c >= 0x4E00 && c <= 0x9FFF; }
    static bool is_emoji(u32 c) { return (c >= 0x2600 && c <= 0x27BF) || (c >= 0x1F000 && c <= 0x1FAFF); }

    // Where what ends a sentence at `at` ends itself; -1: nothing does.
    int end_at(int at, int end) const {
        const u32 c = text_.chars[at];
        int next = at + 1;
        if (is_one_of(c, kStops)) {
            while (is(next, end, kStops) || (next + 1 < end && text_.chars[next] == ' ' && is(next + 1, end, kStops)))
                next += text_.chars[next] == ' ' ? 2 : 1;
            for (int closers = 0; closers < 3 && is(next, end, kClosers); closers++) next++;
            return next;
        }
        if (c == '~' || c == 0xFF5E) {
            while (is(next, end, U"~～")) next++;
            if (!is_sign(next, end, kDecimal)) return next;
            return next > at + 1 ? next - 1 : -1;
        }
        if (c == '.') {
            if (at > 0 && (text_.signs[at - 1] & kDecimal)) return -1;
            return next == end || is_sign(next, end, kSpace) ? next : -1;
        }
        if (!is_emoji(c)) return -1;
        while (next < end && (is_emoji(text_.chars[next]) || text_.chars[next] == 0xFE0F || text_.chars[next] == 0x200D))
            next++;
        while (is_sign(next, end, kSpace)) next++;
        return next;
    }

    void clauses(Line& line) const {
        int start = line.span.start;
        const int end = line.span.end;
        for (int at = start; at < end;) {
            const u32 c = text_.chars[at];
            int next = at + 1;
            if (is_one_of(c, kWide)) {
                while (is(next, end, kWide)) next++;
            } else if (is_one_of(c, kBlanks) && at > 0 && is_common_han(text_.chars[at - 1])) {
                while (is(next, end, kBlanks)) next++;
                if (next == end || !is_common_han(text_.chars[next])) {
                    at = next;
                    continue;
                }
            } else if (!(c == ',' || c == ';' || c == ':') || is_sign(next, end, kDecimal)) {
                at = next;
                continue;
            }
            if (c != U'、') {
                line.clauses.push_back({start, next});
                start = next;
            }
            at = next;
        }
        if (start < end) line.clauses.push_back({start, end});
    }

    Text text_;
};

}  // namespace
