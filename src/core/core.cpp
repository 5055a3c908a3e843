// The compiled core of tonecheck: finds the marks of cues and adds up weighted words, as `cues` and `weights` do.
//
// It reads the array that `lexicon/native.py` wrote, where it lies; the rows are described there. Nothing is trusted:
// every place and every count that comes out of the array is checked before it is used, a row may name only rows before
// it (so nothing contains itself), and work and depth have bounds that no lexicon in order reaches. What is damaged
// ends in a ValueError.

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <new>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace {

using u32 = std::uint32_t;
using u64 = std::uint64_t;

constexpr u32 kVersion = 8;
constexpr u32 kNone = 0xFFFFFFFFu;
constexpr u32 kNoChar = 0xFFFFFFFFu;  // before the first character and behind the last
constexpr int kMostDepth = 2000;      // of steps and raw expressions within each other
constexpr u64 kCueRow = 5, kExceptionRow = 5, kReasonRow = 9, kScanRow = 4;  // numbers of a row
constexpr u64 kCharsHead = 4;  // numbers before the places of a set of characters
constexpr u64 kStepHead = 3;   // numbers before those that only a step of its sort has
constexpr std::size_t kAhead = 4;  // characters, for which places of tables too large for a processor's store are fetched
constexpr u32 kMostLanes = 128;  // of weighted words: seven bits of a weight
constexpr u64 kMostSteps = 300'000'000;  // of one pattern at one place

struct Damaged {};  // the array is not as it was written
struct Raised {};   // a Python exception is set

enum Head {
    kHeadVersion, kHeadLength, kWordsMask, kWords, kGroups, kSets, kPatterns, kPatternRows, kCues, kCueRows,
    kExceptions, kExceptionRows, kScans, kScanRows, kScanChars, kLanes, kBiases, kModels, kHidden, kHiddenRows,
    kWeightsMask, kWeights, kGroupCount, kReasons, kReasonRows, kSlots, kHeadSize
};

enum Op : u32 {
    kOpWords = 1, kOpEither, kOpGapWords, kOpGap, kOpOptional, kOpRaw, kOpClauseStart, kOpClauseEnd, kOpOpen, kOpClose,
    kReLiteral = 20, kReNotLiteral, kReAny, kReSet, kReRepeat, kReBranch, kReGroup, kReAtomic, kReAssert, kReAt,
    kReText  // not in the array: literals one behind the other
};

enum Sign : unsigned char {
    kDecimal = 1, kSpace = 2, kWord = 4, kDigit = 8, kStop = 16, kEdge = 32, kBlank = 64, kKnown = 128
};

class Ref {  // a reference that we own
public:
    explicit Ref(PyObject* object = nullptr) : object_(object) {}
    Ref(const Ref&) = delete;
    Ref& operator=(const Ref&) = delete;
    ~Ref() { Py_XDECREF(object_); }
    PyObject* get() const { return object_; }
    PyObject* release() {
        PyObject* object = object_;
        object_ = nullptr;
        return object;
    }
    PyObject* checked() const {
        if (object_ == nullptr) throw Raised{};
        return object_;
    }

private:
    PyObject* object_;
};

u32 char_hash(u32 c) {
    u32 h = c * 0x9E3779B1u;
    return h ^ h >> 15;
}

// Whether two runs of characters are the same. They are short, and most differ in the first one.
bool same(const u32* one, const u32* other, u32 length) {
    for (u32 i = 0; i < length; i++)
        if (one[i] != other[i]) return false;
    return true;
}

u64 char_bit(u32 c) { return u64{1} << (char_hash(c) >> 26); }

u32 lowest(u32 bits) {  // the number of the lowest bit; there is one
    return static_cast<u32>(__builtin_ctz(bits));
}

struct Hash {
    u32 value = 0x811C9DC5u;
    void add(u32 c) { value = (value ^ c) * 0x01000193u; }
    u32 done() const { return value ^ value >> 15; }
};

u32 pair_hash(u32 first, u32 second) {
    Hash hash;
    hash.add(first);
    hash.add(second);
    return hash.done();
}

// Whether what stands in a place of a table of hashes can be of this hash: its upper bits are kept beside the row's place.
constexpr u32 kPlace = 0x00FFFFFFu;
bool alike(u32 slot, u32 hash) { return ((slot ^ hash) & ~kPlace) == 0; }

// ---- the array ------------------------------------------------------------------------------------------------------

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

// ---- places, best first, each once ----------------------------------------------------------------------------------

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

// ---- the signs of characters: what Python says of them --------------------------------------------------------------

class Signs {
public:
    Signs() : known_(static_cast<unsigned char*>(std::calloc(0x110000, 1))) {
        if (known_ == nullptr) throw std::bad_alloc();
        static const char stops[] = ",;:!?~()[]|";
        static const char edges[] = "\n\"'<> \t@*-#>";
        for (u32 c = 0; c < 128; c++) {
            unsigned char sign = kKnown;
            if (c >= '0' && c <= '9') sign |= kDecimal | kDigit | kWord;
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_') sign |= kWord;
            if ((c >= 9 && c <= 13) || (c >= 28 && c <= 32)) sign |= kSpace;
            if (c != 0 && std::strchr(stops, static_cast<int>(c)) != nullptr) sign |= kStop | kEdge;
            if (c != 0 && std::strchr(edges, static_cast<int>(c)) != nullptr) sign |= kEdge;
            if (c == ' ' || c == '\n') sign |= kBlank;
            known_[c] = sign;
        }
    }
    Signs(const Signs&) = delete;
    Signs& operator=(const Signs&) = delete;
    ~Signs() { std::free(known_); }
    unsigned char of(u32 c) {
        if (c >= 0x110000) return 0;
        if (!(known_[c] & kKnown)) known_[c] = ask(c);
        return known_[c];
    }

private:
    static unsigned char ask(u32 c) {
        // Characters of this block are letters in every Python that we run on.
        if (c >= 0x4E00 && c <= 0x9FEF) return kKnown | kWord;
        unsigned char sign = kKnown;
        static const u32 stops[] = {0x3002, 0x2026, 0x3010, 0x3011, 0x2014};
        static const u32 edges[] = {0x201C, 0x201D, 0x2018, 0x2019, 0x300C, 0x300D,
                                    0x300E, 0x300F, 0x300A, 0x300B, 0x3001};
        for (u32 one : stops)
            if (one == c) sign |= kStop | kEdge;
        for (u32 one : edges)
            if (one == c) sign |= kEdge;
        // UTF-32 takes surrogates as well, with "surrogatepass".
        unsigned char bytes[4] = {static_cast<unsigned char>(c), static_cast<unsigned char>(c >> 8),
                                  static_cast<unsigned char>(c >> 16), 0};
        int order = -1;
        Ref text(PyUnicode_DecodeUTF32(reinterpret_cast<const char*>(bytes), 4, "surrogatepass", &order));
        text.checked();
        if (says(text.get(), "isdecimal")) sign |= kDecimal;
        if (says(text.get(), "isdigit")) sign |= kDigit;
        if (says(text.get(), "isspace")) sign |= kSpace;
        if (says(text.get(), "isalnum")) sign |= kWord;
        return sign;
    }
    static bool says(PyObject* text, const char* method) {
        Ref answer(PyObject_CallMethod(text, method, nullptr));
        int yes = PyObject_IsTrue(answer.checked());
        if (yes < 0) throw Raised{};
        return yes != 0;
    }
    unsigned char* known_;
};

// ---- raw expressions ------------------------------------------------------------------------------------------------

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

// ---- jieba's words --------------------------------------------------------------------------------------------------

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

// ---- the sentences of one text --------------------------------------------------------------------------------------

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
        const u32 hash = pair_hash(first, second);
        u32 slot = hash & mask;
        for (u64 tries = 0; tries <= mask && slots[slot] != 0; tries++, slot = (slot + 1) & mask) {
            if (!alike(slots[slot], hash)) continue;
            const u64 place = slots[slot] & kPlace;
            const u32* head = rows_.row(place, 3);
            if (head[0] != first || head[1] != second) continue;
            u64 next = place + 3;
            for (u32 i = 0; i < head[2]; i++) {
                const u32* word = rows_.row(next, 2);
                const u32 length = word[0], rest = length > 2 ? length - 2 : 0;
                const u32* chars = rows_.row(next + 2, rest);
                next += 2 + u64{rest};
                if (static_cast<std::int64_t>(length) > high_ - at || length == 0) continue;
                if (same(chars, text_.chars + at + 2, rest))
                    s_.places.push_back({at, at + static_cast<int>(length), -1, word[1]});
            }
            return;
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

// ---- weighted words -------------------------------------------------------------------------------------------------

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
        const u32 hash = pair_hash(first, second);
        u32 slot = hash & mask_;
        for (u64 tries = 0; tries <= mask_ && slots_[slot] != 0; tries++, slot = (slot + 1) & mask_) {
            if (!alike(slots_[slot], hash)) continue;
            const u64 place = slots_[slot] & kPlace;
            const u32* head = rows_.row(place, 3);
            if (head[0] != first || head[1] != second) continue;
            const u32 tails = head[2] & 0xFFFF, own = head[2] >> 16, halves = halves_of(own);
            if (own != 0) each(second == kNone ? 1 : 2, 2 * place + 5);
            if (length < 3) return;
            const u64 places = place + 2 + (u64{halves} + 3) / 2 + tails, bodies = places + (tails + 1) / 2;
            const u32 *end = rows_.row(places - tails, tails + (tails + 1) / 2) + tails, *key = end - tails;
            const auto third = [](u32 one) { return one & 0x1FFFFF; };
            key = std::lower_bound(key, end, text[2], [&](u32 one, u32 c) { return third(one) < c; });
            for (; key != end && third(*key) == text[2]; key++) {
                const u32 more = *key >> 21;
                const u64 tail = bodies + half(end, static_cast<std::size_t>(key + tails - end));
                if (length > 2 + more && same(rows_.row(tail, more), text + 3, more))
                    each(3 + more, 2 * (tail + more));
            }
            return;
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

// ---- who speaks, and what to doubt ----------------------------------------------------------------------------------

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
        return at != quotes_.begin() && (at - 1)->end >= mark.end;
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

// ---- Python ---------------------------------------------------------------------------------------------------------

// What characters are folded to, asked of `fold.Folding` when they are first met.
class Folds {
public:
    u32 of(u32 c, PyObject* folding) {
        auto& page = pages_[c >> 8];
        if (!page) {
            page = std::make_unique<u32[]>(256);
            std::fill_n(page.get(), 256, kNone);
        }
        u32& known = page[c & 0xFF];
        if (known == kNone) {
            Ref code(PyLong_FromLong(static_cast<long>(c)));
            Ref folded(PyObject_GetItem(folding, code.checked()));
            if (!PyUnicode_Check(folded.checked()) || PyUnicode_GetLength(folded.get()) != 1) {
                PyErr_SetString(PyExc_ValueError, "one character to one character only");
                throw Raised{};
            }
            known = PyUnicode_ReadChar(folded.get(), 0);
        }
        return known;
    }

private:
    std::unique_ptr<u32[]> pages_[0x1100];
};

struct Core {
    PyObject_HEAD
    Py_buffer buffer;
    Rows* rows;
    Regexes* regexes;
    Signs* signs;
    Folds* folds;
    std::vector<std::unique_ptr<Scratch>>* scratches;
    std::vector<u32>*models, *places;  // see `OfKind`
    PyObject *regex_of, *fix_of, *kinds, *ids, *reasons, *mark_type, *span_type, *excused_type,
        *sentence_type, *neutral, *weighed;
};

// A number that the kind of each cue has, out of a dict that is the same at each call.
class OfKind {
public:
    // `known`: of each cue its number; kNone: none, kUnknown: not asked yet.
    OfKind(const Core* core, std::vector<u32>& known, PyObject* numbers)
        : kinds_(core->kinds), known_(known), numbers_(numbers) {}
    static constexpr u32 kUnknown = kNone - 1;

    // That of a cue; kNone: none.
    u32 of(u32 cue) const {
        if (cue >= known_.size()) throw Damaged{};
        u32& known = known_[cue];
        if (known == kUnknown) {
            PyObject* number = PyDict_GetItemWithError(numbers_, PyList_GetItem(kinds_, static_cast<Py_ssize_t>(cue)));
            if (number == nullptr && PyErr_Occurred()) throw Raised{};
            const long one = number == nullptr ? -1 : PyLong_AsLong(number);
            known = one < 0 || one >= static_cast<long>(kUnknown) ? kNone : static_cast<u32>(one);
        }
        return known;
    }

private:
    PyObject* kinds_;
    std::vector<u32>& known_;
    PyObject* numbers_;
};

// A named tuple of `type` with these items, whose references are taken.
PyObject* named(PyObject* type, std::initializer_list<PyObject*> items) {
    auto* tuple = reinterpret_cast<PyTypeObject*>(type);
    auto allocate = reinterpret_cast<allocfunc>(PyType_GetSlot(tuple, Py_tp_alloc));
    Ref made(allocate(tuple, static_cast<Py_ssize_t>(items.size())));
    bool whole = made.get() != nullptr;
    Py_ssize_t at = 0;
    for (PyObject* item : items) {
        if (item == nullptr) whole = false;
        if (made.get() != nullptr && item != nullptr)
            PyTuple_SetItem(made.get(), at, item);
        else
            Py_XDECREF(item);
        at++;
    }
    if (!whole) throw Raised{};
    // All that stands in it are texts, numbers and other tuples, so no circle can close over it.
    PyObject_GC_UnTrack(made.get());
    return made.release();
}

PyObject* shared(PyObject* object) {
    Py_XINCREF(object);
    return object;
}

class InUse {  // the memory of one call
public:
    explicit InUse(Core* core) : core_(core) {
        if (core->scratches->empty()) {
            scratch_ = std::make_unique<Scratch>();
        } else {
            scratch_ = std::move(core->scratches->back());
            core->scratches->pop_back();
        }
        scratch_->taken = 0;
    }
    InUse(const InUse&) = delete;
    InUse& operator=(const InUse&) = delete;
    ~InUse() {
        // A very long text does not stay.
        if (scratch_->text.capacity() < 1u << 20 && core_->scratches->size() < 8)
            core_->scratches->push_back(std::move(scratch_));
    }
    Scratch& operator*() { return *scratch_; }

private:
    Core* core_;
    std::unique_ptr<Scratch> scratch_;
};

Text text_of(Core* core, Scratch& scratch, PyObject* string) {
    const Py_ssize_t length = PyUnicode_GetLength(string);
    if (length < 0) throw Raised{};
    if (length > 0x3FFFFFFF) {
        PyErr_SetString(PyExc_OverflowError, "the text is too long");
        throw Raised{};
    }
    const auto size = static_cast<std::size_t>(length);
    scratch.text.resize(size + 1);
    scratch.signs.resize(size + 1);
    if (PyUnicode_AsUCS4(string, scratch.text.data(), length + 1, 1) == nullptr) throw Raised{};
    scratch.bits.resize(size);
    for (std::size_t i = 0; i < size; i++) {
        scratch.signs[i] = core->signs->of(scratch.text[i]);
        scratch.bits[i] = scratch.signs[i] & kBlank ? kAllBits : char_bit(scratch.text[i]);
    }
    return {scratch.text.data(), scratch.signs.data(), scratch.bits.data(), static_cast<int>(length)};
}

Interval interval_of(PyObject* span, int length) {
    if (!PyTuple_Check(span) || PyTuple_Size(span) != 2) {
        PyErr_SetString(PyExc_TypeError, "a span is a tuple of two numbers");
        throw Raised{};
    }
    const long start = PyLong_AsLong(PyTuple_GetItem(span, 0));
    const long end = PyLong_AsLong(PyTuple_GetItem(span, 1));
    if (PyErr_Occurred()) throw Raised{};
    if (start < 0 || start > end || end > length) {
        PyErr_SetString(PyExc_IndexError, "a span outside the text");
        throw Raised{};
    }
    return {static_cast<int>(start), static_cast<int>(end)};
}

std::vector<Interval> spans_of(PyObject* sentences, int length) {
    if (!PyTuple_Check(sentences)) {
        PyErr_SetString(PyExc_TypeError, "sentences must be a tuple");
        throw Raised{};
    }
    std::vector<Interval> found;
    const Py_ssize_t count = PyTuple_Size(sentences);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject* sentence = PyTuple_GetItem(sentences, i);
        if (!PyTuple_Check(sentence) || PyTuple_Size(sentence) < 1) {
            PyErr_SetString(PyExc_TypeError, "a sentence is a tuple that begins with its span");
            throw Raised{};
        }
        found.push_back(interval_of(PyTuple_GetItem(sentence, 0), length));
    }
    return found;
}

template <class Function>
PyObject* guarded(Function function) {
    try {
        return function();
    } catch (const Raised&) {
        return nullptr;
    } catch (const Damaged&) {
        PyErr_SetString(PyExc_ValueError, "the lexicon table is damaged");
    } catch (const std::bad_alloc&) {
        PyErr_NoMemory();
    } catch (const std::exception& error) {
        PyErr_SetString(PyExc_RuntimeError, error.what());
    }
    return nullptr;
}

// The marks on all sentences into `scratch.all`, in order, of those that `which` asks for.
void find_all(Core* core, Scratch& scratch, Text text, PyObject* string, PyObject* boundary,
              const std::vector<Interval>& spans, int which) {
    {
        Finder finder(*core->rows, *core->regexes, scratch, text, string, core->regex_of, boundary);
        for (std::size_t i = 0; i < spans.size(); i++)
            finder.sentence(static_cast<int>(i), spans[i].start, spans[i].end);
    }
    std::vector<Found>& all = scratch.all;
    auto key = [](const Found& one) { return std::make_tuple(one.start, one.end, one.order); };
    auto before = [&](const Found& a, const Found& b) { return key(a) < key(b); };
    if (!std::is_sorted(all.begin(), all.end(), before)) std::stable_sort(all.begin(), all.end(), before);
    all.erase(std::unique(all.begin(), all.end(), [&](auto& a, auto& b) { return key(a) == key(b); }), all.end());
    if (which >= 2) return;
    const u64 rows = core->rows->at(kCueRows);
    auto unasked = [&](const Found& one) {
        const u32 signs = core->rows->at(rows + kCueRow * one.cue);
        return !one.neutral && !(signs & 8) && ((signs & 4) != 0) != (which == 1);
    };
    all.erase(std::remove_if(all.begin(), all.end(), unasked), all.end());
}

PyObject* item_of(PyObject* list, u32 number) {  // borrowed
    PyObject* item = PyList_GetItem(list, static_cast<Py_ssize_t>(number));
    if (item == nullptr) throw Raised{};
    return item;
}

class Marks {  // makes the objects of marks; those of one sentence share its number, those of one place their span
public:
    explicit Marks(Core* core) : core_(core) {}
    Marks(const Marks&) = delete;
    Marks& operator=(const Marks&) = delete;
    ~Marks() {
        Py_XDECREF(number_);
        Py_XDECREF(span_);
    }
    PyObject* mark(const Found& one) {
        Ref fix(one.pattern == kNone ? shared(Py_None)
                                     : PyObject_CallFunction(core_->fix_of, "I", static_cast<unsigned>(one.pattern)));
        fix.checked();
        PyObject *kind = item_of(core_->kinds, one.cue), *id = item_of(core_->ids, one.cue);
        if (number_ == nullptr || sentence_ != one.sentence) {
            Py_CLEAR(number_);
            sentence_ = one.sentence;
            number_ = PyLong_FromLong(sentence_);
            if (number_ == nullptr) throw Raised{};
        }
        if (span_ == nullptr || start_ != one.start || end_ != one.end) {
            Py_CLEAR(span_);
            span_ = named(core_->span_type, {PyLong_FromLong(one.start), PyLong_FromLong(one.end)});
            start_ = one.start;
            end_ = one.end;
        }
        return named(core_->mark_type, {shared(kind), shared(span_), shared(number_), shared(id), fix.release()});
    }
    PyObject* excused(const Found& one, PyObject* reason) {
        return named(core_->excused_type, {mark(one), shared(reason)});
    }

private:
    Core* core_;
    PyObject *number_ = nullptr, *span_ = nullptr;
    int sentence_ = 0, start_ = 0, end_ = 0;
};

void append(PyObject* list, PyObject* item) {  // whose reference is taken
    Ref owned(item);
    if (PyList_Append(list, owned.checked()) < 0) throw Raised{};
}

PyObject* core_marks(PyObject* self, PyObject* arguments) {
    auto* core = reinterpret_cast<Core*>(self);
    PyObject *string, *sentences, *boundary;
    int which;
    if (!PyArg_ParseTuple(arguments, "UOOi", &string, &sentences, &boundary, &which)) return nullptr;
    return guarded([&]() -> PyObject* {
        InUse use(core);
        Scratch& scratch = *use;
        const Text text = text_of(core, scratch, string);
        const std::vector<Interval> spans = spans_of(sentences, text.length);
        find_all(core, scratch, text, string, boundary, spans, which);
        Ref marks(PyList_New(0)), excused(PyList_New(0));
        marks.checked();
        excused.checked();
        Marks made(core);
        for (const Found& one : scratch.all) {
            if (one.neutral)
                append(excused.get(), made.excused(one, core->neutral));
            else
                append(marks.get(), made.mark(one));
        }
        return PyTuple_Pack(2, marks.get(), excused.get());
    });
}

std::vector<u32> chars_of(PyObject* string) {
    const Py_ssize_t length = PyUnicode_GetLength(string);
    if (length < 0) throw Raised{};
    std::vector<u32> found(static_cast<std::size_t>(length) + 1);
    if (PyUnicode_AsUCS4(string, found.data(), length + 1, 1) == nullptr) throw Raised{};
    found.pop_back();
    return found;
}

std::vector<std::vector<u32>> words_of(PyObject* texts) {
    std::vector<std::vector<u32>> found;
    for (Py_ssize_t i = 0; i < PyTuple_Size(texts); i++) found.push_back(chars_of(PyTuple_GetItem(texts, i)));
    return found;
}

// A list of `count` times None.
PyObject* nothing_of(std::size_t count) {
    Ref found(PyList_New(static_cast<Py_ssize_t>(count)));
    found.checked();
    for (std::size_t i = 0; i < count; i++) PyList_SetItem(found.get(), static_cast<Py_ssize_t>(i), shared(Py_None));
    return found.release();
}

// The sums of the next piece, for as many lanes as there are.
void next_sums(const Scratch& scratch, Weigher& weigher, std::int32_t* sums, std::size_t lanes) {
    weigher.score();
    for (std::size_t i = 0; i < lanes; i++)
        sums[i] = static_cast<std::int32_t>(std::clamp<std::int64_t>(scratch.sums[i], INT32_MIN, INT32_MAX));
}

PyObject* bytes_of(const std::int32_t* sums, std::size_t lanes) {  // each in four bytes: a long text has many sentences
    Ref bytes(PyBytes_FromStringAndSize(reinterpret_cast<const char*>(sums), static_cast<Py_ssize_t>(4 * lanes)));
    bytes.checked();
    return bytes.release();
}

PyObject* core_scores(PyObject* self, PyObject* arguments) {
    auto* core = reinterpret_cast<Core*>(self);
    PyObject *string, *spans, *about;
    int most;
    if (!PyArg_ParseTuple(arguments, "UO!O!i", &string, &PyTuple_Type, &spans, &PyTuple_Type, &about, &most))
        return nullptr;
    return guarded([&]() -> PyObject* {
        InUse use(core);
        Scratch& scratch = *use;
        const Py_ssize_t length = PyUnicode_GetLength(string);
        if (length < 0 || length > 0x3FFFFFFF) {
            PyErr_SetString(PyExc_OverflowError, "the text is too long");
            throw Raised{};
        }
        Weigher weigher(*core->rows, scratch, *core->signs, words_of(about));
        const Py_ssize_t count = PyTuple_Size(spans);
        std::vector<char> asked;
        for (Py_ssize_t i = 0; i < count; i++) {
            PyObject* item = PyTuple_GetItem(spans, i);
            // A span, or a sentence that begins with its span.
            if (PyTuple_Check(item) && PyTuple_Size(item) > 0 && PyTuple_Check(PyTuple_GetItem(item, 0)))
                item = PyTuple_GetItem(item, 0);
            const Interval span = interval_of(item, static_cast<int>(length));
            asked.push_back(span.end - span.start <= most);
            if (!asked.back()) continue;
            // Only what is asked for is copied: a long text is asked for a sentence at a time.
            Ref piece(PyUnicode_Substring(string, span.start, span.end));
            weigher.piece(chars_of(piece.checked()).data(), span.end - span.start);
        }
        Ref found(nothing_of(asked.size()));
        const std::size_t lanes = core->rows->at(kLanes);
        std::int32_t sums[kMostLanes];
        for (std::size_t i = 0; i < asked.size(); i++) {
            if (!asked[i]) continue;
            next_sums(scratch, weigher, sums, lanes);
            PyList_SetItem(found.get(), static_cast<Py_ssize_t>(i), bytes_of(sums, lanes));
        }
        return found.release();
    });
}

std::vector<Interval> intervals_of(PyObject* spans, int length) {
    if (!PyTuple_Check(spans) && !PyList_Check(spans)) {
        PyErr_SetString(PyExc_TypeError, "spans must be a tuple or a list");
        throw Raised{};
    }
    std::vector<Interval> found;
    const bool fixed = PyTuple_Check(spans) != 0;
    const Py_ssize_t count = fixed ? PyTuple_Size(spans) : PyList_Size(spans);
    for (Py_ssize_t i = 0; i < count; i++)
        found.push_back(interval_of(fixed ? PyTuple_GetItem(spans, i) : PyList_GetItem(spans, i), length));
    return found;
}

// The marks of each kind, as `judge.by_kind` does.
PyObject* core_by_kind(PyObject*, PyObject* marks) {
    if (!PyTuple_Check(marks)) {
        PyErr_SetString(PyExc_TypeError, "marks must be a tuple");
        return nullptr;
    }
    return guarded([&]() -> PyObject* {
        Ref kinds(PyDict_New());
        kinds.checked();
        const Py_ssize_t count = PyTuple_Size(marks);
        for (Py_ssize_t i = 0; i < count; i++) {
            PyObject* mark = PyTuple_GetItem(marks, i);
            PyObject* kind = PyTuple_Check(mark) && PyTuple_Size(mark) > 0 ? PyTuple_GetItem(mark, 0) : nullptr;
            if (kind == nullptr) {
                PyErr_SetString(PyExc_TypeError, "a mark is a tuple that begins with its kind");
                throw Raised{};
            }
            PyObject* known = PyDict_GetItemWithError(kinds.get(), kind);
            if (known == nullptr) {
                if (PyErr_Occurred()) throw Raised{};
                Ref fresh(PyList_New(0));
                if (PyDict_SetItem(kinds.get(), kind, fresh.checked()) < 0) throw Raised{};
                known = fresh.get();
            }
            if (PyList_Append(known, mark) < 0) throw Raised{};
        }
        return kinds.release();
    });
}

// Sentences with their clauses.
std::vector<Line> lines_of(PyObject* sentences, int length) {
    const std::vector<Interval> spans = spans_of(sentences, length);
    std::vector<Line> lines;
    for (std::size_t i = 0; i < spans.size(); i++) {
        PyObject* clauses = PyTuple_GetItem(PyTuple_GetItem(sentences, static_cast<Py_ssize_t>(i)), 1);
        if (clauses == nullptr) throw Raised{};
        lines.push_back({spans[i], intervals_of(clauses, length)});
        if (lines.back().clauses.empty()) {
            PyErr_SetString(PyExc_ValueError, "a sentence without clauses");
            throw Raised{};
        }
    }
    return lines;
}

// ---- sentences, and the folded text ---------------------------------------------------------------------------------

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

    bool is(int at, int end, const char32_t* chars) const { return at < end && is_one_of(text_.chars[at], chars); }
    bool is_sign(int at, int end, unsigned char sign) const { return at < end && (text_.signs[at] & sign); }
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

// The sentences of the author's own blocks, how many Chinese characters each has, and the folded text (see `sentences`
// and `fold`).
PyObject* core_prepare(PyObject* self, PyObject* arguments) {
    auto* core = reinterpret_cast<Core*>(self);
    PyObject *string, *blocks, *folding;
    if (!PyArg_ParseTuple(arguments, "UO!O", &string, &PyTuple_Type, &blocks, &folding)) return nullptr;
    return guarded([&]() -> PyObject* {
        InUse use(core);
        Scratch& scratch = *use;
        const Text text = text_of(core, scratch, string);
        const Splitter splitter(text);
        Ref sentences(PyList_New(0)), sizes(PyList_New(0));
        sentences.checked();
        sizes.checked();
        auto span = [&](Interval one) {
            return named(core->span_type, {PyLong_FromLong(one.start), PyLong_FromLong(one.end)});
        };
        std::vector<Line> lines;
        const Py_ssize_t count = PyTuple_Size(blocks);
        for (Py_ssize_t i = 0; i < count; i++) {
            PyObject* block = PyTuple_GetItem(blocks, i);
            if (!PyTuple_Check(block) || PyTuple_Size(block) < 2 || !PyUnicode_Check(PyTuple_GetItem(block, 1))) {
                PyErr_SetString(PyExc_TypeError, "a block is a tuple that begins with its span and layer");
                throw Raised{};
            }
            if (PyUnicode_CompareWithASCIIString(PyTuple_GetItem(block, 1), "own") != 0) continue;
            const Interval whole = interval_of(PyTuple_GetItem(block, 0), text.length);
            lines.clear();
            splitter.block(whole.start, whole.end, lines);
            for (const Line& line : lines) {
                const auto parts = static_cast<Py_ssize_t>(line.clauses.size());
                Ref clauses(PyTuple_New(parts)), place(span(line.span));
                clauses.checked();
                for (Py_ssize_t at = 0; at < parts; at++) {
                    const Interval clause = line.clauses[static_cast<std::size_t>(at)];
                    const bool all = clause.start == line.span.start && clause.end == line.span.end;
                    PyTuple_SetItem(clauses.get(), at, all ? shared(place.get()) : span(clause));
                }
                long size = 0;
                for (int at = line.span.start; at < line.span.end; at++) size += is_han(text.chars[at]);
                append(sentences.get(),
                       named(core->sentence_type, {place.release(), clauses.release(), shared(block)}));
                append(sizes.get(), PyLong_FromLong(size));
            }
        }
        std::vector<u32>& folded = scratch.normal;
        folded.resize(static_cast<std::size_t>(text.length));
        auto is_common = [](u32 c) { return c >= 0x4E00 && c < 0xA000; };
        for (int at = 0; at < text.length; at++) {
            u32 c = text.chars[at];
            // A blank between two Chinese characters stands for a comma.
            if ((c == ' ' || c == '\t' || c == 0x3000) && at > 0 && at + 1 < text.length
                && is_common(text.chars[at - 1]) && is_common(text.chars[at + 1]))
                c = ',';
            folded[static_cast<std::size_t>(at)] = core->folds->of(c, folding);
        }
        static_assert(sizeof(wchar_t) == 4, "the core is not built where a wide character is smaller");
        Ref made(PyUnicode_FromWideChar(reinterpret_cast<const wchar_t*>(folded.data()), text.length));
        Ref all(PyList_AsTuple(sentences.get()));
        return PyTuple_Pack(3, all.checked(), sizes.get(), made.checked());
    });
}

// For tests: the end of the match of a raw expression (by its place among the rows), or -1.
PyObject* core_match(PyObject* self, PyObject* arguments) {
    auto* core = reinterpret_cast<Core*>(self);
    PyObject* string;
    unsigned int regex;
    int at, end, full;
    if (!PyArg_ParseTuple(arguments, "IUiip", &regex, &string, &at, &end, &full)) return nullptr;
    return guarded([&]() -> PyObject* {
        InUse use(core);
        Scratch& scratch = *use;
        const Text text = text_of(core, scratch, string);
        if (at < 0 || end > text.length) {
            PyErr_SetString(PyExc_IndexError, "outside the text");
            throw Raised{};
        }
        Matcher matcher(*core->rows, *core->regexes, scratch, text, string, core->regex_of);
        return PyLong_FromLong(matcher.match(regex, at, end, full != 0));
    });
}

// ---- trees ----------------------------------------------------------------------------------------------------------

// The trees of one model, as they are packed (see `trees`).
class Model {
public:
    Model(const std::int32_t* numbers, std::size_t count) : numbers_(numbers) {
        if (count < 3 || numbers[0] < 0 || numbers[1] < 0 || numbers[1] > 15 || numbers[2] < 0) throw Damaged{};
        trees_ = static_cast<std::size_t>(numbers[0]);
        most_ = static_cast<std::size_t>(numbers[1]);
        if (trees_ * most_ > count - 3) throw Damaged{};
        leaves_ = count - trees_ * most_;
    }
    // The sum of the leaves that `row` comes to. `left`: memory for the leaves that are left of each tree.
    std::int64_t value(const std::vector<std::int32_t>& row, std::vector<std::uint16_t>& left) const {
        left.assign(trees_, 0x7FFF);
        std::size_t at = 3;
        for (std::int32_t feature = 0; feature < numbers_[2]; feature++) {
            if (leaves_ - at < 2) throw Damaged{};
            const auto place = static_cast<std::size_t>(numbers_[at]), asked = static_cast<std::size_t>(numbers_[at + 1]);
            at += 2;
            if (place >= row.size() || asked > (leaves_ - at) / 2) throw Damaged{};
            const std::int32_t known = row[place], *question = numbers_ + at;
            at += 2 * asked;
            for (const std::int32_t* end = numbers_ + at; question != end && known >= question[0]; question += 2) {
                const auto leaves = static_cast<u32>(question[1]);
                if (leaves >> 16 >= trees_) throw Damaged{};
                left[leaves >> 16] &= static_cast<std::uint16_t>(leaves);
            }
        }
        if (at != leaves_) throw Damaged{};
        std::int64_t total = 0;
        const std::int32_t* values = numbers_ + leaves_;
        for (std::uint16_t one : left) {
            // No leaf is left, or one beyond the last: a tree that was not packed so.
            const std::size_t leaf = lowest(one | 0x8000u);
            if (leaf >= most_) throw Damaged{};
            total += values[leaf];
            values += most_;
        }
        return total;
    }

private:
    const std::int32_t* numbers_;
    std::size_t trees_, most_, leaves_;
};

class Numbers {
public:
    explicit Numbers(PyObject* object) {
        if (PyObject_GetBuffer(object, &buffer_, PyBUF_SIMPLE) < 0) throw Raised{};
        if (buffer_.len % 4 != 0 || (buffer_.len > 0 && reinterpret_cast<std::uintptr_t>(buffer_.buf) % 4 != 0)) {
            PyBuffer_Release(&buffer_);
            throw Damaged{};
        }
    }
    Numbers(const Numbers&) = delete;
    Numbers& operator=(const Numbers&) = delete;
    ~Numbers() { PyBuffer_Release(&buffer_); }
    const std::int32_t* begin() const { return static_cast<const std::int32_t*>(buffer_.buf); }
    std::size_t size() const { return static_cast<std::size_t>(buffer_.len) / 4; }

private:
    Py_buffer buffer_;
};

class Trees {  // of several models
public:
    explicit Trees(PyObject* list) {
        for (Py_ssize_t i = 0; i < PyList_Size(list); i++) {
            const Numbers& numbers = numbers_.emplace_back(PyList_GetItem(list, i));
            models_.emplace_back(numbers.begin(), numbers.size());
        }
    }
    std::size_t size() const { return models_.size(); }
    std::int64_t value(std::size_t model, const std::vector<std::int32_t>& row) {
        return models_[model].value(row, left_);
    }

private:
    std::deque<Numbers> numbers_;
    std::vector<Model> models_;
    std::vector<std::uint16_t> left_;
};

std::int32_t fitting(long long number) {
    return static_cast<std::int32_t>(std::clamp<long long>(number, INT32_MIN, INT32_MAX));
}

std::int32_t number_of(PyObject* object) {
    if (object == nullptr) throw Raised{};
    const long long number = PyLong_AsLongLong(object);
    if (number == -1 && PyErr_Occurred()) throw Raised{};
    return fitting(number);
}

std::vector<std::int32_t> numbers_of(PyObject* list) {
    std::vector<std::int32_t> found;
    for (Py_ssize_t i = 0; i < PyList_Size(list); i++) found.push_back(number_of(PyList_GetItem(list, i)));
    return found;
}

[[noreturn]] void unequal() {
    PyErr_SetString(PyExc_ValueError, "the numbers do not belong together");
    throw Raised{};
}

struct Best {  // of a column: the greatest and the second, which may be equal
    std::int32_t first, second;
    bool any = false, two = false;
    void add(std::int32_t value) {
        if (!any || value > first) {
            if (any) second = first;
            two = any;
            first = value;
            any = true;
        } else if (!two || value > second) {
            second = value;
            two = true;
        }
    }
};

// What the trees say of each sentence, as `weigh.decide` does; rows are those of `features.sentence_rows`.
class Decider {
public:
    // What is known of the models: lists of their trees, of their floors (or None), of the lanes of their sums.
    Decider(PyObject* tree_list, PyObject* floor_list, PyObject* lane_list, int lowest, int absent)
        : trees_(tree_list), lanes_(numbers_of(lane_list)), lowest_(lowest), absent_(absent) {
        for (Py_ssize_t i = 0; i < PyList_Size(floor_list); i++) {
            PyObject* floor = PyList_GetItem(floor_list, i);
            floors_.push_back(floor == Py_None ? INT32_MIN : number_of(floor));
        }
        if (floors_.size() != models() || lanes_.size() != models()) unequal();
    }
    std::size_t models() const { return trees_.size(); }

    // The sums of the next sentence, which has `chars` characters; none: it is not weighed.
    void sentence(const std::int32_t* sums, std::size_t lanes, std::int32_t chars) {
        const std::size_t first = scores_.size();
        scores_.resize(first + models(), lowest_);
        chars_.push_back(chars);
        weighed_.push_back(sums != nullptr);
        if (best_.empty()) best_.assign(models(), Best{lowest_, lowest_});
        if (sums == nullptr) return;
        for (std::size_t model = 0; model < models(); model++) {
            if (lanes_[model] < 0 || static_cast<std::size_t>(lanes_[model]) >= lanes) unequal();
            scores_[first + model] = sums[lanes_[model]];
            best_[model].add(scores_[first + model]);
        }
    }

    // The values of all sentences, one for each model; `marked`: likewise, where patterns found something.
    void decide(const char* marked, const std::vector<std::int32_t>& about) {
        const std::size_t count = chars_.size(), width = models();
        values_.assign(count * width, absent_);
        std::vector<std::int32_t> row;
        for (std::size_t i = 0; i < count; i++) {
            if (!weighed_[i]) continue;
            const std::int32_t* own = scores_.data() + i * width;
            row.assign(own, own + width);
            if (i > 0)
                row.insert(row.end(), own - width, own);
            else
                row.insert(row.end(), width, lowest_);
            if (i + 1 < count)
                row.insert(row.end(), own + width, own + 2 * width);
            else
                row.insert(row.end(), width, lowest_);
            for (std::size_t model = 0; model < width; model++)
                row.push_back(own[model] == best_[model].first ? best_[model].second : best_[model].first);
            const char* here = marked + i * width;
            for (std::size_t model = 0; model < width; model++) row.push_back(here[model]);
            row.push_back(count > 1 ? fitting(static_cast<long long>(100 * u64{i} / (count - 1))) : 0);
            row.push_back(fitting(static_cast<long long>(count)));
            row.push_back(chars_[i]);
            row.insert(row.end(), about.begin(), about.end());
            for (std::size_t model = 0; model < width; model++)
                if (here[model] || own[model] >= floors_[model])
                    values_[i * width + model] = trees_.value(model, row);
        }
        std::vector<std::int32_t>().swap(scores_);  // of a long text they are many
    }
    // The values of a sentence; none: it is not weighed.
    const std::int64_t* values_of(std::size_t sentence) const {
        return weighed_[sentence] ? values_.data() + sentence * models() : nullptr;
    }

    // The values as a list of tuples; None: not weighed.
    PyObject* told() const {
        Ref unasked(PyLong_FromLong(absent_)), found(PyList_New(static_cast<Py_ssize_t>(chars_.size())));
        unasked.checked();
        found.checked();
        for (std::size_t i = 0; i < chars_.size(); i++) {
            PyObject* one = weighed_[i] ? PyTuple_New(static_cast<Py_ssize_t>(models())) : shared(Py_None);
            if (one == nullptr) throw Raised{};
            PyList_SetItem(found.get(), static_cast<Py_ssize_t>(i), one);
            for (std::size_t model = 0; weighed_[i] && model < models(); model++) {
                const std::int64_t value = values_[i * models() + model];
                PyObject* number = value == absent_ ? shared(unasked.get()) : PyLong_FromLongLong(value);
                if (number == nullptr) throw Raised{};
                PyTuple_SetItem(one, static_cast<Py_ssize_t>(model), number);
            }
        }
        return found.release();
    }

private:
    std::vector<std::int64_t> values_;
    Trees trees_;
    std::vector<std::int32_t> lanes_, floors_, scores_, chars_;
    std::vector<char> weighed_;
    std::vector<Best> best_;
    int lowest_, absent_;
};

// The trees of sentences alone, as the tests hold them against `weigh.decide`.
PyObject* module_decide(PyObject*, PyObject* arguments) {
    PyObject *tree_list, *floor_list, *lane_list, *sums, *char_list, *about_list;
    const char* marked;
    Py_ssize_t marked_size;
    int lowest, absent;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!y#O!O!ii", &PyList_Type, &tree_list, &PyList_Type, &floor_list,
                          &PyList_Type, &lane_list, &PyList_Type, &sums, &marked, &marked_size, &PyList_Type,
                          &char_list, &PyList_Type, &about_list, &lowest, &absent))
        return nullptr;
    return guarded([&]() -> PyObject* {
        Decider decider(tree_list, floor_list, lane_list, lowest, absent);
        const std::vector<std::int32_t> chars = numbers_of(char_list);
        const auto count = static_cast<std::size_t>(PyList_Size(sums));
        if (chars.size() != count || static_cast<std::size_t>(marked_size) != decider.models() * count) unequal();
        std::vector<std::int32_t> there;
        for (std::size_t i = 0; i < count; i++) {
            PyObject* one = PyList_GetItem(sums, static_cast<Py_ssize_t>(i));
            if (one != Py_None && !PyBytes_Check(one)) unequal();
            there.resize(one == Py_None ? 0 : static_cast<std::size_t>(PyBytes_Size(one)) / 4);
            if (!there.empty()) std::memcpy(there.data(), PyBytes_AsString(one), 4 * there.size());
            decider.sentence(one == Py_None ? nullptr : there.data(), there.size(), chars[i]);
        }
        decider.decide(marked, numbers_of(about_list));
        return decider.told();
    });
}

// What trees say of a row, in which first is put what is to be known of the values of sentences (none: not weighed), one
// for each of `models`: for each place of `row` that `plan` gives a number n of 0 or more, of model n / 3 the best one
// (n % 3 = 0), the second best (1), or how many are 0 or more (2).
PyObject* values_of_message(Trees& trees, std::vector<std::int32_t> row, const std::vector<std::int32_t>& plan,
                            const std::vector<const std::int64_t*>& sentences, std::size_t models, int absent) {
    if (plan.size() != row.size()) unequal();
    std::vector<Best> best(models, Best{absent, absent});
    std::vector<std::int32_t> counts(models, 0);
    for (const std::int64_t* values : sentences) {
        if (values == nullptr) continue;
        for (std::size_t model = 0; model < models; model++) {
            best[model].add(fitting(values[model]));
            counts[model] += values[model] >= 0;
        }
    }
    for (std::size_t i = 0; i < plan.size(); i++) {
        if (plan[i] < 0) continue;
        const auto model = static_cast<std::size_t>(plan[i] / 3);
        const int part = plan[i] % 3;
        const Best known = model < models ? best[model] : Best{absent, absent};
        row[i] = part == 0 ? known.first : part == 1 ? known.second : model < models ? counts[model] : 0;
    }
    Ref found(PyList_New(static_cast<Py_ssize_t>(trees.size())));
    found.checked();
    for (std::size_t i = 0; i < trees.size(); i++) {
        PyObject* value = PyLong_FromLongLong(trees.value(i, row));
        if (value == nullptr) throw Raised{};
        PyList_SetItem(found.get(), static_cast<Py_ssize_t>(i), value);
    }
    return found.release();
}

// In each place of `row` that `plan` gives -2 - n: what the sums of all sentences in lane n add up to.
void put_sums(const std::vector<std::int32_t>& sums, std::size_t lanes, const std::vector<std::int32_t>& plan,
              std::vector<std::int32_t>& row) {
    if (plan.size() != row.size()) unequal();
    for (std::size_t i = 0; i < plan.size(); i++) {
        if (plan[i] > -2) continue;
        std::int64_t sum = 0;
        const auto lane = static_cast<std::size_t>(-2 - std::int64_t{plan[i]});
        for (std::size_t at = lane; at < sums.size(); at += lanes) sum += sums[at];
        row[i] = fitting(sum);
    }
}

// The same for tests, of the values `told` in a list of tuples.
PyObject* module_values(PyObject*, PyObject* arguments) {
    PyObject *tree_list, *row, *plan, *told;
    int absent;
    if (!PyArg_ParseTuple(arguments, "O!O!O!O!i", &PyList_Type, &tree_list, &PyList_Type, &row, &PyList_Type, &plan,
                          &PyList_Type, &told, &absent))
        return nullptr;
    return guarded([&]() -> PyObject* {
        std::deque<std::vector<std::int64_t>> values;
        std::vector<const std::int64_t*> sentences;
        std::size_t models = 0;
        for (Py_ssize_t i = 0; i < PyList_Size(told); i++) {
            PyObject* one = PyList_GetItem(told, i);
            sentences.push_back(nullptr);
            if (one == Py_None) continue;
            if (!PyTuple_Check(one) || (models != 0 && static_cast<std::size_t>(PyTuple_Size(one)) != models)) unequal();
            models = static_cast<std::size_t>(PyTuple_Size(one));
            std::vector<std::int64_t>& own = values.emplace_back();
            for (std::size_t model = 0; model < models; model++)
                own.push_back(number_of(PyTuple_GetItem(one, static_cast<Py_ssize_t>(model))));
            sentences.back() = own.data();
        }
        Trees trees(tree_list);
        return values_of_message(trees, numbers_of(row), numbers_of(plan), sentences, models, absent);
    });
}

// All that is understood of the sentences of a text: marks, in whose voice, weighted words, trees, which marks to doubt,
// and what trees say of the message (see `pipeline._understand`).
PyObject* core_understand(PyObject* self, PyObject* arguments) {
    auto* core = reinterpret_cast<Core*>(self);
    PyObject *string, *sentences, *boundary, *quotes, *about, *trees, *floors, *lane_list, *again_list, *model_of, *flags;
    PyObject *message_trees, *message_row, *message_plan, *place_of;
    int most, lowest, absent, most_marks;
    if (!PyArg_ParseTuple(arguments, "UO!OOO!i(O!O!O!O!O!)O!ii(O!O!O!O!)i", &string, &PyTuple_Type, &sentences, &boundary,
                          &quotes, &PyTuple_Type, &about, &most, &PyList_Type, &trees, &PyList_Type, &floors,
                          &PyList_Type, &lane_list, &PyList_Type, &again_list, &PyDict_Type, &model_of, &PyList_Type,
                          &flags, &lowest, &absent,
                          &PyList_Type, &message_trees, &PyList_Type, &message_row, &PyList_Type, &message_plan,
                          &PyDict_Type, &place_of, &most_marks))
        return nullptr;
    return guarded([&]() -> PyObject* {
        InUse use(core);
        Scratch& scratch = *use;
        const Text text = text_of(core, scratch, string);
        const std::vector<Line> lines = lines_of(sentences, text.length);
        const std::vector<Interval> quoted = intervals_of(quotes, text.length);
        std::vector<Interval> spans;
        for (const Line& line : lines) spans.push_back(line.span);
        find_all(core, scratch, text, string, boundary, spans, 0);
        Hearing hearing(*core->rows, scratch, lines, quoted);
        hearing.run();

        Decider decider(trees, floors, lane_list, lowest, absent);
        const std::size_t width = decider.models(), count = lines.size(), lanes = core->rows->at(kLanes);
        const OfKind models(core, *core->models, model_of), places(core, *core->places, place_of);
        std::vector<std::int32_t> row = numbers_of(message_row);  // what is known of the message
        std::vector<char> marked(width * count, 0);
        for (u32 number : hearing.heard) {
            const Found& one = scratch.all[number];
            const u32 place = places.of(one.cue);
            if (place != kNone) {
                if (place >= row.size()) unequal();
                row[place] = std::min(row[place] + 1, most_marks);
            }
            const u32 model = models.of(one.cue);
            if (model == kNone) continue;
            if (model >= width) unequal();
            char& here = marked[static_cast<std::size_t>(one.sentence) * width + model];
            if (here < most_marks) here++;
        }
        auto asked = [&](const Interval& span) { return width > 0 && span.end - span.start <= most; };
        Weigher weigher(*core->rows, scratch, *core->signs, words_of(about));
        for (const Interval& span : spans)
            if (asked(span)) weigher.piece(text.chars + span.start, span.end - span.start);
        std::vector<std::int32_t> sums(lanes * count, 0);
        for (std::size_t i = 0; i < count; i++) {
            std::int32_t* own = asked(spans[i]) ? sums.data() + i * lanes : nullptr;
            if (own != nullptr) next_sums(scratch, weigher, own, lanes);
            decider.sentence(own, lanes, spans[i].end - spans[i].start);
        }
        decider.decide(marked.data(), numbers_of(flags));

        Ref kept(PyList_New(0)), aside(PyList_New(0)), neutral(PyList_New(0)), voices(PyList_New(0)), doubted(PyList_New(0));
        Ref told(PyList_New(0));
        for (const Ref* list : {&kept, &aside, &neutral, &voices, &doubted, &told}) list->checked();
        Marks made(core);
        for (u32 number : hearing.heard) {
            const Found& one = scratch.all[number];
            if (hearing.for_voice_alone(one)) continue;
            const u32 model = models.of(one.cue);
            const std::int64_t* values = decider.values_of(static_cast<std::size_t>(one.sentence));
            if (model != kNone && values != nullptr && values[model] < 0)
                append(doubted.get(), made.excused(one, core->weighed));
            else
                append(kept.get(), made.mark(one));
        }
        for (const Hearing::Aside& one : hearing.aside)
            append(aside.get(), made.excused(scratch.all[one.mark], item_of(core->reasons, one.reason)));
        for (const Found& one : scratch.all)
            if (one.neutral) append(neutral.get(), made.excused(one, core->neutral));
        const std::vector<std::int32_t> again = numbers_of(again_list);
        if (again.size() != width) unequal();
        std::vector<const std::int64_t*> values;
        std::vector<char> is_told(count, 0);
        for (std::size_t i = 0; i < count; i++) {
            values.push_back(decider.values_of(i));
            for (std::size_t model = 0; values[i] != nullptr && model < width; model++)
                if (values[i][model] >= 0 && (!marked[i * width + model] || again[model])) {
                    is_told[i] = 1;
                    append(told.get(), Py_BuildValue("nnN", static_cast<Py_ssize_t>(i), static_cast<Py_ssize_t>(model),
                                                     bytes_of(sums.data() + i * lanes, lanes)));
                }
        }
        for (u32 number : hearing.voices)
            if (is_told[static_cast<std::size_t>(scratch.all[number].sentence)])
                append(voices.get(), made.mark(scratch.all[number]));
        Trees asked_of_message(message_trees);
        const std::vector<std::int32_t> plan = numbers_of(message_plan);
        put_sums(sums, lanes, plan, row);
        Ref calls(values_of_message(asked_of_message, row, plan, values, width, absent));
        Ref flagged(PyBytes_FromStringAndSize(marked.data(), static_cast<Py_ssize_t>(marked.size())));
        return PyTuple_Pack(8, kept.get(), aside.get(), neutral.get(), voices.get(), doubted.get(), told.get(),
                            flagged.checked(), calls.get());
    });
}

void core_dealloc(PyObject* self) {
    auto* core = reinterpret_cast<Core*>(self);
    PyTypeObject* type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    delete core->regexes;
    delete core->rows;
    delete core->signs;
    delete core->folds;
    delete core->scratches;
    delete core->models;
    delete core->places;
    if (core->buffer.obj != nullptr) PyBuffer_Release(&core->buffer);
    for (PyObject** one : {&core->regex_of, &core->fix_of, &core->kinds, &core->ids, &core->reasons,
                           &core->mark_type, &core->span_type, &core->excused_type, &core->sentence_type, &core->neutral,
                           &core->weighed})
        Py_CLEAR(*one);
    auto release = reinterpret_cast<freefunc>(PyType_GetSlot(type, Py_tp_free));
    release(self);
    Py_DECREF(type);
}

int core_traverse(PyObject* self, visitproc visit, void* arg) {
    auto* core = reinterpret_cast<Core*>(self);
    Py_VISIT(Py_TYPE(self));
    for (PyObject* one : {core->regex_of, core->fix_of, core->kinds, core->ids, core->reasons, core->mark_type,
                          core->span_type, core->excused_type, core->sentence_type, core->neutral, core->weighed})
        Py_VISIT(one);
    return 0;
}

int core_clear(PyObject* self) {
    auto* core = reinterpret_cast<Core*>(self);
    // The lists and types are asked for without a look; what can close a circle are the functions alone.
    Py_CLEAR(core->regex_of);
    Py_CLEAR(core->fix_of);
    return 0;
}

PyObject* core_new(PyTypeObject* type, PyObject* arguments, PyObject* keywords) {
    PyObject *table, *regex_of, *fix_of, *kinds, *ids, *reasons, *mark_type, *span_type, *excused_type, *sentence_type;
    if (keywords != nullptr && PyDict_Size(keywords) > 0) {
        PyErr_SetString(PyExc_TypeError, "Core takes no keywords");
        return nullptr;
    }
    if (!PyArg_ParseTuple(arguments, "OOOO!O!O!OOOO", &table, &regex_of, &fix_of, &PyList_Type, &kinds, &PyList_Type, &ids,
                          &PyList_Type, &reasons, &mark_type, &span_type, &excused_type, &sentence_type))
        return nullptr;
    for (PyObject* one : {mark_type, span_type, excused_type, sentence_type}) {
        if (!PyType_Check(one) || !PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(one), &PyTuple_Type)) {
            PyErr_SetString(PyExc_TypeError, "a named tuple was expected");
            return nullptr;
        }
    }
    return guarded([&]() -> PyObject* {
        auto allocate = reinterpret_cast<allocfunc>(PyType_GetSlot(type, Py_tp_alloc));
        Ref made(allocate(type, 0));
        auto* core = reinterpret_cast<Core*>(made.checked());
        if (PyObject_GetBuffer(table, &core->buffer, PyBUF_SIMPLE) < 0) throw Raised{};
        const auto address = reinterpret_cast<std::uintptr_t>(core->buffer.buf);
        if (address % 4 != 0 || core->buffer.len % 4 != 0) throw Damaged{};
        core->rows = new Rows(static_cast<const u32*>(core->buffer.buf), static_cast<u64>(core->buffer.len) / 4);
        core->regexes = new Regexes(*core->rows);
        core->signs = new Signs();
        core->folds = new Folds();
        core->scratches = new std::vector<std::unique_ptr<Scratch>>();
        core->models = new std::vector<u32>(static_cast<std::size_t>(PyList_Size(kinds)), OfKind::kUnknown);
        core->places = new std::vector<u32>(*core->models);
        core->regex_of = shared(regex_of);
        core->fix_of = shared(fix_of);
        core->kinds = shared(kinds);
        core->ids = shared(ids);
        core->reasons = shared(reasons);
        core->mark_type = shared(mark_type);
        core->span_type = shared(span_type);
        core->excused_type = shared(excused_type);
        core->sentence_type = shared(sentence_type);
        core->neutral = PyUnicode_InternFromString("neutral");
        core->weighed = PyUnicode_InternFromString("weighed");
        if (core->neutral == nullptr || core->weighed == nullptr) throw Raised{};
        return made.release();
    });
}

PyObject* cutter_new(PyTypeObject* type, PyObject* arguments, PyObject*) {
    PyObject* table;
    unsigned int counts[4];
    double log_total;
    if (!PyArg_ParseTuple(arguments, "O(IIII)d", &table, &counts[0], &counts[1], &counts[2], &counts[3], &log_total))
        return nullptr;
    return guarded([&]() -> PyObject* {
        auto allocate = reinterpret_cast<allocfunc>(PyType_GetSlot(type, Py_tp_alloc));
        Ref made(allocate(type, 0));
        auto* cutter = reinterpret_cast<Cutter*>(made.checked());
        if (PyObject_GetBuffer(table, &cutter->buffer, PyBUF_SIMPLE) < 0) throw Raised{};
        const auto* body = static_cast<const unsigned char*>(cutter->buffer.buf);
        if (reinterpret_cast<std::uintptr_t>(body) % 4 != 0) throw Damaged{};
        cutter->dictionary = new Dictionary(body, static_cast<u64>(cutter->buffer.len), counts, log_total);
        return made.release();
    });
}

void cutter_dealloc(PyObject* self) {
    auto* cutter = reinterpret_cast<Cutter*>(self);
    PyTypeObject* type = Py_TYPE(self);
    delete cutter->dictionary;
    if (cutter->buffer.obj != nullptr) PyBuffer_Release(&cutter->buffer);
    auto release = reinterpret_cast<freefunc>(PyType_GetSlot(type, Py_tp_free));
    release(self);
    Py_DECREF(type);
}

PyObject* cutter_boundaries(PyObject* self, PyObject* string) {
    if (!PyUnicode_Check(string)) {
        PyErr_SetString(PyExc_TypeError, "a text was expected");
        return nullptr;
    }
    return guarded([&]() -> PyObject* {
        const std::vector<u32> text = chars_of(string);
        Ref marks(PyByteArray_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(text.size()) + 1));
        char* first = PyByteArray_AsString(marks.checked());
        reinterpret_cast<Cutter*>(self)->dictionary->boundaries(text.data(), text.size(), first);
        return marks.release();
    });
}

PyMethodDef cutter_methods[] = {
    {"boundaries", cutter_boundaries, METH_O, "boundaries(text) -> 1 for each offset where a token begins or ends"},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot cutter_slots[] = {
    {Py_tp_new, reinterpret_cast<void*>(cutter_new)},
    {Py_tp_dealloc, reinterpret_cast<void*>(cutter_dealloc)},
    {Py_tp_methods, cutter_methods},
    {Py_tp_doc, const_cast<char*>("jieba's dictionary, ready to cut.")},
    {0, nullptr},
};

PyType_Spec cutter_spec = {"tonecheck._core.Cutter", sizeof(Cutter), 0, Py_TPFLAGS_DEFAULT, cutter_slots};

PyMethodDef core_methods[] = {
    {"marks", core_marks, METH_VARARGS, "marks(text, sentences, boundary, which) -> (marks, excused)"},
    {"prepare", core_prepare, METH_VARARGS,
     "prepare(text, blocks, folding) -> (sentences, how many Chinese characters each has, the folded text)"},
    {"understand", core_understand, METH_VARARGS,
     "understand(text, sentences, boundary, quotes, about, most, models, flags, lowest, absent, message, most marks) -> "
     "(kept, set aside, neutral, marks of the voice and of people, doubted, told, marked, values of the message)"},
    {"by_kind", core_by_kind, METH_O, "by_kind(marks) -> the marks of each kind, in their order"},
    {"scores", core_scores, METH_VARARGS, "scores(text, spans, about, most) -> the sums of each span, or None"},
    {"match", core_match, METH_VARARGS, "match(regex, text, at, end, full) -> the end of the match, or -1"},
    {nullptr, nullptr, 0, nullptr},
};

PyType_Slot core_slots[] = {
    {Py_tp_new, reinterpret_cast<void*>(core_new)},
    {Py_tp_dealloc, reinterpret_cast<void*>(core_dealloc)},
    {Py_tp_traverse, reinterpret_cast<void*>(core_traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(core_clear)},
    {Py_tp_methods, core_methods},
    {Py_tp_doc, const_cast<char*>("A lexicon, ready to find marks.")},
    {0, nullptr},
};

PyType_Spec core_spec = {
    "tonecheck._core.Core", sizeof(Core), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, core_slots,
};

int module_exec(PyObject* module) {
    Ref type(PyType_FromSpec(&core_spec));
    if (type.get() == nullptr) return -1;
    if (PyModule_AddIntConstant(module, "VERSION", kVersion) < 0) return -1;
    if (PyModule_AddObjectRef(module, "Core", type.get()) < 0) return -1;
    Ref cutter(PyType_FromSpec(&cutter_spec));
    return cutter.get() == nullptr ? -1 : PyModule_AddObjectRef(module, "Cutter", cutter.get());
}

PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(module_exec)},
    {0, nullptr},
};

PyMethodDef module_methods[] = {
    {"decide", module_decide, METH_VARARGS,
     "decide(trees, floors, lanes, sums, marked, chars, about, lowest, absent) -> what is said of each sentence"},
    {"values", module_values, METH_VARARGS,
     "values(trees, row, plan, told, absent) -> what each of the trees adds up to for the row"},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "tonecheck._core", "The compiled core.", 0, module_methods, module_slots, nullptr, nullptr, nullptr,
};

}  // namespace

PyMODINIT_FUNC PyInit__core() { return PyModuleDef_Init(&module_def); }
