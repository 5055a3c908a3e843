// What the core shares with Python: its object, texts and spans taken out of objects, marks made into them.

#pragma once

#include "cues.hpp"
#include "fold.hpp"
#include "voice.hpp"
#include "weights.hpp"

namespace {

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

}  // namespace
