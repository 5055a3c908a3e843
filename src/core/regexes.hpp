// Raw expressions, each read out of its rows when it is first tried (see `lexicon/regexes.py`).

#pragma once

#include "rows.hpp"
#include "scratch.hpp"

namespace {

struct CharSet {  // of a raw expression
    bool negated = false;
    u32 kinds = 0, range_count = 0, mask = 0;
    const u32 *ranges = nullptr, *slots = nullptr;

    bool has(u32 c, unsigned char sign) const {
        if (kinds != 0
            && (((kinds & 1) && (sign & kDecimal)) || ((kinds & 2) && !(sign & kDecimal))
                || ((kinds & 4) && (sign & kSpace)) || ((kinds & 8) && !(sign & kSpace))
                || ((kinds & 16) && (sign & kWord)) || ((kinds & 32) && !(sign & kWord))))
            return !negated;
        for (u32 i = 0; i < range_count; i++)
            if (ranges[2 * i] <= c && c <= ranges[2 * i + 1]) return !negated;
        u32 at = char_hash(c) & mask;
        for (u64 tries = 0; tries <= mask && slots[at] != kNone; tries++, at = (at + 1) & mask)
            if (slots[at] == c) return !negated;
        return negated;
    }
};

struct Part;
using Parts = std::vector<Part>;

struct More;

struct Part {  // of a raw expression, read out of its row and checked
    u32 op = 0;
    u32 c = 0;                         // the character of a literal, the first one of a text; what kReAt asks
    std::unique_ptr<const More> more;  // what the other parts need

    bool is_single() const { return op >= kReLiteral && op <= kReSet; }
};

struct More {
    CharSet set;
    std::vector<u32> text;              // several literals in one
    u32 least = 0, most = 0, way = 0;   // of a repeat; way: 0 as many as can be, 1 as few, 2 without going back
    bool single = false;                // what is repeated is one character, the first of `body`
    bool negative = false;              // of an assertion
    int back = 0;                       // how many characters before the place an assertion begins
    const Parts* body = nullptr;
    std::vector<const Parts*> ways;     // of a branch
    std::unique_ptr<const Choice> choice;  // by the next character
    std::unique_ptr<const Choice> second;  // by the one behind it; none: not asked
};

struct Regex {
    u32 number = 0;                // among those of `re`
    const Parts* parts = nullptr;  // none: left to `re`
    u32 first = 0, last = 0;       // characters that it can begin and end with
};

// The raw expressions of a lexicon, each read out of its rows when it is first tried.
class Regexes {
public:
    explicit Regexes(const Rows& rows) : rows_(rows) {}

    const Regex& at(u32 place) {
        Kept& kept = kept_[place % 512];
        if (kept.regex == nullptr || kept.place != place) {
            auto found = regexes_.find(place);
            if (found == regexes_.end()) {
                const u32* row = rows_.row(place, 4);
                Regex made{row[0], nullptr, Rows::inner(place, row[2]), Rows::inner(place, row[3])};
                if (row[1] != 0) made.parts = parts(Rows::inner(place, row[1]), 0);
                found = regexes_.emplace(place, made).first;
            }
            kept = {place, &found->second};
        }
        return *kept.regex;
    }

private:
    struct Kept {
        u32 place = kNone;
        const Regex* regex = nullptr;
    };

    const Parts* parts(u32 place, int depth) {
        std::unique_ptr<Parts>& found = parts_[place];
        if (found) return found.get();
        const u32 count = rows_.at(place);
        const u32* row = rows_.row(u64{place} + 1, count);
        made_ += count;
        if (depth > kMostDepth || made_ > 1'000'000) throw Damaged{};
        auto made = std::make_unique<Parts>();
        std::vector<u32> text;
        for (u32 i = 0; i <= count; i++) {
            Part one;
            if (i < count) one = part(Rows::inner(place, row[i]), depth);
            if (one.op == kReLiteral) {
                text.push_back(one.c);
                continue;
            }
            if (!text.empty()) made->push_back(literal(text));
            text.clear();
            if (i < count) made->push_back(std::move(one));
        }
        return (parts_[place] = std::move(made)).get();
    }

    static Part literal(const std::vector<u32>& text) {
        Part part;
        part.op = text.size() == 1 ? kReLiteral : kReText;
        part.c = text[0];
        if (text.size() > 1) {
            auto more = std::make_unique<More>();
            more->text = text;
            part.more = std::move(more);
        }
        return part;
    }

    Part part(u32 node, int depth) {
        Part part;
        auto more = std::make_unique<More>();
        More& made = *more;
        part.op = rows_.at(node);
        switch (part.op) {
            case kReLiteral:
            case kReNotLiteral:
            case kReAt:
                part.c = rows_.at(u64{node} + 1);
                return part;
            case kReAny:
                return part;
            case kReSet: {
                const u32* head = rows_.row(node, 5);
                const u32 chars = Rows::inner(node, head[3]);
                made.set.negated = head[1] != 0;
                made.set.kinds = head[2];
                made.set.range_count = head[4];
                made.set.ranges = rows_.row(u64{node} + 5, 2 * u64{head[4]});
                made.set.mask = rows_.row(chars, kCharsHead)[1];
                made.set.slots = rows_.row(u64{chars} + kCharsHead, u64{made.set.mask} + 1);
                break;
            }
            case kReRepeat: {
                const u32* head = rows_.row(node, 6);
                made.least = head[1];
                made.most = head[2];
                made.way = head[3];
                made.single = head[4] != 0;
                made.body = made.single ? alone(Rows::inner(node, head[5]), depth) : inner(node, head[5], depth);
                break;
            }
            case kReBranch: {
                const u32* head = rows_.row(node, 4);
                const u32* branches = rows_.row(u64{node} + 4, head[1]);
                for (u32 i = 0; i < head[1]; i++) made.ways.push_back(inner(node, branches[i], depth));
                made.choice = std::make_unique<const Choice>(rows_, Rows::inner(node, head[2]), head[1]);
                if (head[3] != 0) made.second = std::make_unique<const Choice>(rows_, Rows::inner(node, head[3]), head[1]);
                if (made.second && made.second->width != made.choice->width) throw Damaged{};
                break;
            }
            case kReGroup:
            case kReAtomic:
                made.body = inner(node, rows_.at(u64{node} + 1), depth);
                break;
            case kReAssert: {
                const u32* head = rows_.row(node, 4);
                made.negative = head[1] != 0;
                made.back = static_cast<int>(std::min<u32>(head[2], 1u << 20));
                made.body = inner(node, head[3], depth);
                break;
            }
            default:
                throw Damaged{};
        }
        part.more = std::move(more);
        return part;
    }

    const Parts* inner(u32 node, u32 place, int depth) { return parts(Rows::inner(node, place), depth + 1); }

    // A part by itself, which is one character.
    const Parts* alone(u32 node, int depth) {
        std::unique_ptr<Parts>& found = alone_[node];
        if (!found) {
            auto made = std::make_unique<Parts>();
            made->push_back(part(node, depth + 1));
            if (!made->front().is_single()) throw Damaged{};
            found = std::move(made);
        }
        return found.get();
    }

    const Rows& rows_;
    std::unordered_map<u32, Regex> regexes_;
    std::unordered_map<u32, std::unique_ptr<Parts>> parts_, alone_;
    std::vector<Kept> kept_{512};
    u64 made_ = 0;
};

}  // namespace
