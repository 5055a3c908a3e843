// Characters folded, as `fold.py` says.

#pragma once

#include "base.hpp"

namespace {

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

}  // namespace
