/* A worn disk. Every sync of a program keeps it waiting, its database's own syncs included; and while
   the file $WORN.refuses exists, every write is refused as on a disk that has become read-only.
   Loaded before libc (LD_PRELOAD). Adds a byte to $WORN.syncs or $WORN.refused for each one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char *place(char *path, size_t size, const char *suffix)
{
    snprintf(path, size, "%s.%s", getenv("WORN"), suffix);
    return path;
}

static void note(const char *suffix)
{
    char path[4096];
    int log = open(place(path, sizeof path, suffix), O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (log < 0 || write(log, "x", 1) != 1)
        abort();
    close(log);
}

static int slowly(const char *name, int descriptor)
{
    const struct timespec a_while = {0, 20 * 1000 * 1000};
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    note("syncs");
    nanosleep(&a_while, NULL);
    return real(descriptor);
}

int fsync(int descriptor) { return slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }

static ssize_t perhaps(const char *name, int descriptor, const void *data, size_t size, off64_t at)
{
    char path[4096];
    ssize_t (*real)(int, const void *, size_t, off64_t) =
        (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, name);
    if (access(place(path, sizeof path, "refuses"), F_OK) != 0)
        return real(descriptor, data, size, at);
    note("refused");
    errno = EROFS;
    return -1;
}

ssize_t pwrite(int descriptor, const void *data, size_t size, off_t at)
{
    return perhaps("pwrite", descriptor, data, size, at);
}

ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t at)
{
    return perhaps("pwrite64", descriptor, data, size, at);
}
