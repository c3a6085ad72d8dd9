/* Test only: Windows 10 has this library, Wine 8 has not. */
unsigned char __stdcall SystemFunction036(void *to, unsigned long bytes); /* RtlGenRandom */
int ProcessPrng(unsigned char *to, unsigned long long bytes) {
    return SystemFunction036(to, (unsigned long)bytes);
}
int DllMainCRTStartup(void *dll, unsigned why, void *more) { return 1; }
