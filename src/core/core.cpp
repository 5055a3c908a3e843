// The compiled core of tonecheck: finds the marks of cues and adds up weighted words, as `cues` and `weights` do.
//
// Here stands what Python calls. `fold`, `match`, `words`, `cues`, `weights`, `voice`, `sentences` and `trees` do what the
// modules of these names do; `base`, `rows`, `scratch`, `signs`, `regexes` and `objects` serve them.
//
// It reads the array that `lexicon/native.py` wrote, where it lies; the rows are described there. Nothing is trusted:
// every place and every count that comes out of the array is checked before it is used, a row may name only rows before
// it (so nothing contains itself), and work and depth have bounds that no lexicon in order reaches. What is damaged
// ends in a ValueError.

#include "objects.hpp"
#include "sentences.hpp"
#include "trees.hpp"

namespace {

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
