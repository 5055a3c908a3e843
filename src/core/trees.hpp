// Trees, as `lexicon/trees.py` asks them, and what they say of sentences and messages (see `weigh.py`).

#pragma once

#include "objects.hpp"

namespace {

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

}  // namespace
