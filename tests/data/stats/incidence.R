# incidence.R - reference curves, for tests/unit/stats_incidence_test.c
#
#     Rscript tests/data/stats/incidence.R > tests/data/stats/incidence.h
#
# R's multi-state survfit. Times are whole minutes; an entry at 0 is written -1
# for R, which wants entry < exit. Endings: 0 censored, 1 fixed, 2 left.
library(survival)
set.seed(20261125)

one <- function(name, entry, exit, ending) {
    fit <- survfit(Surv(ifelse(entry == 0, -1, entry), exit,
        factor(ending, 0:2, c("open", "fixed", "left"))) ~ 1,
        id = seq_along(entry))
    at <- rowSums(fit$n.event) > 0
    share <- fit$pstate[at, , drop = FALSE]
    cat(sprintf("static const struct record %s_records[] = {\n", name))
    cat(sprintf("\t{%d, %d, %d},\n", entry, exit, ending), sep = "")
    cat(sprintf("};\n\nstatic const struct pl_incidence_step %s_steps[] = {\n",
        name))
    cat(sprintf("\t{%d, %d, %.17g, %.17g, %.17g},\n", fit$time[at],
        fit$n.risk[at, 1], share[, 1], share[, 2], share[, 3]), sep = "")
    cat("};\n\n")
    sprintf("\t{\"%s\", %s_records, %d, %s_steps, %d},\n", name, name,
        length(entry), name, sum(at))
}

cat("/* Made by incidence.R; R ", as.character(getRversion()), ", survival ",
    as.character(packageVersion("survival")), ". */\n\n", sep = "")
n <- 40
rows <- c(
    one("plain", rep(0, n), sample(50000, n), sample(0:2, n, TRUE)),
    one("ties", rep(0, n), sample(8, n, TRUE), sample(0:2, n, TRUE, c(1, 3, 1))),
    one("at_zero", rep(0, n), sample(0:5, n, TRUE), sample(0:2, n, TRUE)))
entry <- c(0, 0, 0, sample(0:20, n, TRUE))
rows <- c(rows, one("late", entry, entry + c(60, 60, 60, sample(30, n, TRUE)),
    c(0, 1, 2, sample(0:2, n, TRUE))))
cat("static const struct reference references[] = {\n", rows, "};\n", sep = "")
