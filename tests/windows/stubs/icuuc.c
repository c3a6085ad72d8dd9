/* Test only: Windows 10 has this library, Wine 8 has not. Qt then converts text by itself. */
#define NONE(name) long long name(void) { return 0; }
void *ucnv_open(const char *name, int *error) { *error = 4; return 0; }
NONE(ucnv_close) NONE(ucnv_fromUnicode) NONE(ucnv_toUnicode) NONE(ucnv_getStandardName)
NONE(ucnv_countAvailable) NONE(ucnv_getAvailableName) NONE(ucnv_countAliases) NONE(ucnv_getAlias)
NONE(ucnv_getName) NONE(ucnv_getMaxCharSize) NONE(ucnv_getMinCharSize) NONE(ucnv_reset)
NONE(ucnv_resetFromUnicode) NONE(ucnv_resetToUnicode) NONE(ucnv_setFromUCallBack)
NONE(ucnv_setToUCallBack) NONE(ucnv_setSubstString) NONE(ucnv_getStandard)
NONE(ucnv_compareNames) NONE(ucnv_countStandards) NONE(u_errorName) NONE(ucnv_fromUCountPending)
NONE(ucnv_toUCountPending) NONE(ucnv_isAmbiguous) NONE(ucnv_getDefaultName)
NONE(UCNV_FROM_U_CALLBACK_SUBSTITUTE) NONE(UCNV_TO_U_CALLBACK_SUBSTITUTE)
int DllMainCRTStartup(void *dll, unsigned why, void *more) { return 1; }
