#include "host/symbols.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { FILE_MOST = 1 << 30 };

#if __ELF_NATIVE_CLASS == 64
#define CLASS             ELFCLASS64
#define SYMBOL_TYPE(info) ELF64_ST_TYPE(info)
#define SYMBOL_BIND(info) ELF64_ST_BIND(info)
#else
#define CLASS             ELFCLASS32
#define SYMBOL_TYPE(info) ELF32_ST_TYPE(info)
#define SYMBOL_BIND(info) ELF32_ST_BIND(info)
#endif

struct object {
	const uint8_t *bytes;
	size_t size;
};

/* count things of a size at an offset, or NULL where they do not fit or do not
 * lie as the machine wants them. */
static const void *
part(const struct object *object, uint64_t offset, uint64_t count, size_t size)
{
	if (offset > object->size || offset % sizeof(ElfW(Addr)) != 0 ||
	    count > (object->size - offset) / size)
		return NULL;
	return object->bytes + offset;
}

/* A text that ends within its table, or NULL. */
static const char *
text(const struct object *object, const ElfW(Shdr) * table, uint64_t at)
{
	const char *names = (const char *)object->bytes;

	if (table->sh_offset > object->size ||
	    table->sh_size > object->size - table->sh_offset ||
	    at >= table->sh_size)
		return NULL;
	names += table->sh_offset + at;
	return memchr(names, '\0', table->sh_size - at) == NULL ? NULL : names;
}

/* Symbols without a type mark versions and sections. */
static int
is_exported(const ElfW(Sym) * symbol)
{
	unsigned type = SYMBOL_TYPE(symbol->st_info);
	unsigned bind = SYMBOL_BIND(symbol->st_info);
	unsigned visibility = symbol->st_other & 3;

	return symbol->st_shndx != SHN_UNDEF &&
	       (bind == STB_GLOBAL || bind == STB_WEAK || bind == 10) &&
	       (type == STT_OBJECT || type == STT_FUNC || type == STT_TLS ||
		   type == STT_GNU_IFUNC) &&
	       (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

static int
bad(struct pl_error *err)
{
	return pl_fail(err, PL_E_DATA,
	    "is no shared object for this machine; a plugin is what a "
	    "compiler links with -shared");
}

static int
read_table(const struct object *object, const ElfW(Shdr) * sections,
    size_t section_count, const ElfW(Shdr) * table,
    int (*each)(void *context, const char *name), void *context,
    struct pl_error *err)
{
	uint64_t count = table->sh_size / sizeof(ElfW(Sym));
	const ElfW(Sym) *symbols =
	    part(object, table->sh_offset, count, sizeof *symbols);

	if (symbols == NULL || table->sh_link >= section_count)
		return bad(err);
	for (uint64_t i = 0; i < count; i++) {
		const char *name;
		int result;

		if (!is_exported(&symbols[i]))
			continue;
		name =
		    text(object, &sections[table->sh_link], symbols[i].st_name);
		if (name == NULL)
			return bad(err);
		result = each(context, name);
		if (result != 0)
			return result;
	}
	return PL_OK;
}

static int
read_object(const struct object *object,
    int (*each)(void *context, const char *name), void *context,
    struct pl_error *err)
{
	const ElfW(Ehdr) *head = part(object, 0, 1, sizeof *head);
	const ElfW(Shdr) * sections;

	if (head == NULL || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
	    head->e_ident[EI_CLASS] != CLASS || head->e_type != ET_DYN ||
	    head->e_shentsize != sizeof *sections)
		return bad(err);
	sections = part(object, head->e_shoff, head->e_shnum, sizeof *sections);
	if (sections == NULL)
		return bad(err);
	for (size_t i = 0; i < head->e_shnum; i++)
		if (sections[i].sh_type == SHT_DYNSYM)
			return read_table(object, sections, head->e_shnum,
			    &sections[i], each, context, err);
	return bad(err);
}

int
pl_symbols_exported(const char *path,
    int (*each)(void *context, const char *name), void *context,
    struct pl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct object object = {0};
	struct stat status;
	void *bytes;
	int result;

	if (fd < 0 || fstat(fd, &status) < 0) {
		result = pl_fail(
		    err, PL_E_IO, "cannot be read: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return result;
	}
	object.size = (size_t)status.st_size;
	bytes = status.st_size < 1 || status.st_size > FILE_MOST
	            ? MAP_FAILED
	            : mmap(NULL, object.size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return bad(err);
	object.bytes = bytes;
	result = read_object(&object, each, context, err);
	munmap(bytes, object.size);
	return result;
}
