// The signs of characters: what Python says of them.

#pragma once

#include "base.hpp"

namespace {

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

}  // namespace
