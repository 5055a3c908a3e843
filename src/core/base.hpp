// What all of the core stands on: sizes and signs of the array, errors, references, hashes.

#pragma once

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

}  // namespace
