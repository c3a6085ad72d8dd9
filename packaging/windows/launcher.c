/* Starts Attend: loads the Python beside it and runs attend_start with what was typed.
 *
 * Built twice: Attend.exe for the window, attend.com for the command line (cmd and PowerShell take
 * .com before .exe, so "attend check" there is this one and waits for it).
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#ifndef PYTHON
#error "PYTHON: the name of the library, python311.dll"
#endif
#define LONGEST_PATH 32768
#define OURS 7

typedef int (*PyMain)(int, wchar_t **);

static int say(const wchar_t *words) {
#ifdef CONSOLE
    fwprintf(stderr, L"%ls\n", words);
#else
    MessageBoxW(NULL, words, L"Attend", MB_OK | MB_ICONERROR);
#endif
    return 1;
}

static int start(int count, wchar_t **given) {
    static wchar_t here[LONGEST_PATH], library[LONGEST_PATH + 16];
    DWORD length = GetModuleFileNameW(NULL, here, LONGEST_PATH);
    if (length == 0 || length >= LONGEST_PATH)
        return say(L"Attend can\u2019t find its own folder. Install it in a folder with a shorter name.");
    wcscpy(library, here);
    wcscpy(wcsrchr(library, L'\\') + 1, PYTHON);
    HMODULE python = LoadLibraryExW(
        library, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    PyMain run = python ? (PyMain)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (run == NULL)
        return say(L"A part of Attend is missing on this PC. Install Attend again; the practice\u2019s "
                   L"data is kept.");
    wchar_t **arguments = calloc(count + OURS, sizeof *arguments);
    if (arguments == NULL)
        return say(L"There is not enough memory to start Attend.");
    int n = 0;
    arguments[n++] = here;
    arguments[n++] = L"-I";
    arguments[n++] = L"-B";
    arguments[n++] = L"-Xutf8";
    arguments[n++] = L"-m";
    arguments[n++] = L"attend_start";
    for (int i = 1; i < count; i++)
        arguments[n++] = given[i];
    int status = run(n, arguments);
#ifndef CONSOLE
    /* What Python said nobody has seen; with arguments, whoever gave them reads the status. */
    if (status != 0 && count == 1)
        say(L"Attend could not go on; what was saved is safe. To see why, open \u201cAttend "
            L"commands\u201d in the Start menu and type: attend --self-test");
#endif
    return status;
}

#ifdef CONSOLE
int wmain(int count, wchar_t **given) { return start(count, given); }
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, wchar_t *line, int show) {
    return start(__argc, __wargv);
}
#endif
