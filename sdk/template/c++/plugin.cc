// @NAME@: what a log says of patches
//
// A line of the log is a time, a word, a patch and, after "failed", a code:
//
//     2026-03-03T21:41:55Z failed KB5034449 0x80070643
//
// The cursor is the place of the first line that was not read. A log that is
// shorter than that was replaced and is read from its start.
#include <patchlore/plugin.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>

namespace {

constexpr std::size_t line_limit = 4000; // bytes; a longer line is set aside

#ifndef CHECKPOINT_LINES // the test takes a smaller number
#define CHECKPOINT_LINES 500
#endif

// ---- A line ---------------------------------------------------------------

// The log's words, and the kind of event that each stands for.
constexpr struct {
	const char *word, *kind;
} words[] = {
    {"found", "item.detected"},
    {"installed", "deploy.installed"},
    {"failed", "deploy.failed"},
    {"removed", "deploy.rolled_back"},
};

constexpr const char *kinds[] = {"item.detected", "deploy.installed",
    "deploy.failed", "deploy.rolled_back", nullptr};

struct Record {
	std::int64_t time_ms = 0;
	const char *kind = nullptr;
	std::string patch, code;
};

bool
parse_time(const std::string &text, std::int64_t &ms)
{
	std::tm tm{};
	char again[32];

	if (strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &tm) == nullptr)
		return false;
	ms = static_cast<std::int64_t>(timegm(&tm)) * 1000;
	// A day that does not exist has become another one by now.
	return std::strftime(again, sizeof again, "%Y-%m-%dT%H:%M:%SZ", &tm) >
	           0 &&
	       text == again;
}

// Read a line. nullptr, or why it is no record.
const char *
parse_line(const std::string &line, Record &record)
{
	std::istringstream fields(line);
	std::string time, word;

	if (!(fields >> time >> word >> record.patch))
		return "expected a time, a word and a patch";
	fields >> record.code; // empty where there is none
	if (!parse_time(time, record.time_ms))
		return "expected a time such as 2026-03-03T21:41:55Z";
	for (const auto &known : words)
		if (word == known.word)
			record.kind = known.kind;
	if (record.kind == nullptr)
		return "expected found, installed, failed or removed";
	return nullptr;
}

// ---- The log --------------------------------------------------------------

class Source {
public:
	explicit Source(const plore_host *host)
	    : host_(host), path_(host->option(host, "path", 0)),
	      asset_(host->option(host, "asset", 0))
	{
	}

	std::int32_t collect(const char *cursor);

private:
	bool next_line(std::streambuf &log, std::string &line);
	void seek(std::istream &log, const char *cursor);
	std::int32_t take_line(const std::string &line);
	std::int32_t set_aside(const char *reason, const std::string &line);
	std::int32_t checkpoint();

	const plore_host *host_;
	std::string path_, asset_;
	std::uint64_t offset_ = 0; // of the first line that was not read
	std::uint64_t line_ = 0;   // lines before it
	std::uint64_t used_ = 0;   // bytes of the last line, its end included
};

// Read a line; what is past line_limit is counted and not kept. False where
// there is no whole one: the last may still be being written, and waits for
// the next run.
bool
Source::next_line(std::streambuf &log, std::string &line)
{
	constexpr auto end = std::char_traits<char>::eof();
	int c;

	line.clear();
	used_ = 1; // the end of the line
	while ((c = log.sbumpc()) != end && c != '\n') {
		if (line.size() < line_limit)
			line += c == 0 ? ' ' : static_cast<char>(c);
		used_++;
	}
	return c == '\n';
}

std::int32_t
Source::set_aside(const char *reason, const std::string &line)
{
	const auto name = path_.substr(path_.rfind('/') + 1);
	const auto where = name + ":" + std::to_string(line_);

	return host_->reject(host_, where.c_str(), reason, line.c_str());
}

// One bad line costs that line.
std::int32_t
Source::take_line(const std::string &line)
{
	Record record;
	const char *reason = used_ > line_limit + 1
	                         ? "the line is too long"
	                         : parse_line(line, record);

	if (reason != nullptr)
		return set_aside(reason, line);

	plore_event event{};
	event.size = sizeof event;
	event.time_ms = record.time_ms;
	event.kind = record.kind;
	event.asset = asset_.c_str();
	event.patch = record.patch.c_str();
	event.code = record.code.c_str(); // "" is the same as not given
	const std::int32_t result = host_->emit(host_, &event);

	return result == PLORE_E_ARGUMENT ? PLORE_OK : result;
}

std::int32_t
Source::checkpoint()
{
	const auto cursor =
	    std::to_string(offset_) + " " + std::to_string(line_);

	host_->progress(host_, offset_, 0, nullptr);
	return host_->checkpoint(host_, cursor.c_str());
}

// Go to where the cursor says, or stay at the start.
void
Source::seek(std::istream &log, const char *cursor)
{
	std::istringstream place(cursor == nullptr ? "" : cursor);

	if (!(place >> offset_ >> line_)) {
		offset_ = line_ = 0;
		return;
	}
	log.seekg(0, std::ios::end);
	if (static_cast<std::uint64_t>(log.tellg()) < offset_) {
		host_->log(host_, PLORE_LOG_WARN,
		    "the log is shorter than it was and is read from its "
		    "start");
		offset_ = line_ = 0;
	}
	log.seekg(static_cast<std::streamoff>(offset_));
}

std::int32_t
Source::collect(const char *cursor)
{
	std::ifstream log(path_, std::ios::binary);
	std::int32_t result = PLORE_OK;
	std::string line;

	if (!log) {
		const auto sentence =
		    "cannot read " + path_ + ": " + std::strerror(errno);

		host_->fail(host_, sentence.c_str());
		return PLORE_E_ACCESS;
	}
	seek(log, cursor);
	while (result == PLORE_OK && next_line(*log.rdbuf(), line)) {
		offset_ += used_;
		line_++;
		result = take_line(line);
		if (result == PLORE_OK && line_ % CHECKPOINT_LINES == 0) {
			result = checkpoint();
			if (result == PLORE_OK && host_->stopping(host_))
				result = PLORE_E_STOPPED;
		}
	}
	return result == PLORE_OK ? checkpoint() : result;
}

// ---- What patchlore calls -------------------------------------------------

// No exception may leave the plugin: patchlore is written in C.
template <typename Call>
std::int32_t
guarded(const plore_host *host, Call call)
{
	try {
		return call();
	} catch (const std::exception &error) {
		host->fail(host, error.what());
		return PLORE_E_FAILED;
	}
}

struct Open {
	const plore_host *host;
	Source source;
};

std::int32_t
source_open(const plore_host *host, void **self)
{
	return guarded(host, [=] {
		*self = new Open{host, Source(host)};
		return PLORE_OK;
	});
}

std::int32_t
source_collect(void *self, const plore_request *request)
{
	auto *open = static_cast<Open *>(self);

	return guarded(open->host,
	    [=] { return open->source.collect(request->cursor); });
}

void
source_close(void *self)
{
	delete static_cast<Open *>(self);
}

// ---- The descriptor -------------------------------------------------------

constexpr plore_option options[] = {
    {"path", "the log", nullptr, PLORE_PATH, PLORE_REQUIRED},
    {"asset", "the machine whose log it is", nullptr, PLORE_TEXT,
	PLORE_REQUIRED},
    {}};

constexpr plore_plugin plugin = {
    .size = sizeof(plore_plugin),
    .evidence = PLORE_BY_LOG,
    .id = "@ID@", // your domain backwards, then the name; for ever
    .name = "@NAME@ log",
    .version = "0.1.0",
    .summary = "reads the log of @NAME@",
    .license = "MIT", // yours to choose
    .kinds = kinds,
    .options = options,
    .open = source_open,
    .collect = source_collect,
    .close = source_close,
};

} // namespace

PLORE_PLUGINS(&plugin);
