# make.R - reference values from R's survival, for tests/unit/survival_test.c
#
#     Rscript tests/data/survival/make.R > tests/data/survival/reference.h
#
# Times are whole minutes. R's Surv(start, stop) wants start < stop, so an
# entry at 0 is written -1: then an end at 0 is at risk, as it is with us.
library(survival)
set.seed(20261124)

day <- 1440
one <- function(name, entry, exit, event) {
    fit <- survfit(Surv(ifelse(entry == 0, -1, entry), exit, event) ~ 1,
        conf.type = "log-log")
    at <- function(minute) {
        s <- c(1, fit$surv)
        s[findInterval(minute, fit$time) + 1]
    }
    # Limits by Greenwood's variance; -1 where S is 1, and there are none.
    limit <- function(which, minute) {
        i <- findInterval(minute, fit$time)
        if (at(minute) == 1) -1 else fit[[which]][i]
    }
    first <- function(p) {
        i <- which(fit$surv <= 1 - p + 1e-12 & fit$n.event > 0)
        if (length(i)) fit$time[i[1]] / day else -1
    }
    t <- c(0, fit$time[fit$time > 0 & fit$time < 90 * day], 90 * day)
    s <- at(t[-length(t)])
    rmst <- sum(s * diff(t)) / day
    cat(sprintf("static const struct record %s_records[] = {\n", name))
    cat(sprintf("\t{%d, %d, %d},\n", entry, exit, event), sep = "")
    cat("};\n\n")
    sprintf(paste0('\t{"%s", %s_records, %d,\n\t    {%.17g, %.17g, %.17g}, ',
        '%.17g, %.17g, %.17g,\n\t    {%.17g, %.17g}},\n'), name, name, length(entry),
        at(7 * day), at(14 * day), at(30 * day), first(0.5), first(0.9), rmst,
        limit("lower", 14 * day), limit("upper", 14 * day))
}

cat("/* Made by make.R; R ", as.character(getRversion()), ", survival ",
    as.character(packageVersion("survival")), ". */\n\n", sep = "")
rows <- character()
n <- 60

t <- floor(rexp(n, 1 / 20) * day)
rows <- c(rows, one("plain", rep(0, n), pmin(t, 100 * day), as.integer(t < 100 * day)))

t <- sample(c(1, 3, 7, 14, 30, 95), n, TRUE) * day
rows <- c(rows, one("ties", rep(0, n), t, rbinom(n, 1, 0.7)))

e <- floor(pmax(0, rnorm(n, 5, 10)) * day)
t <- e + 1 + floor(rexp(n, 1 / 30) * day)
rows <- c(rows, one("late_entry", c(0, 0, e), c(120 * day, 120 * day, t),
    c(1, 0, as.integer(t < 90 * day))))

t <- floor(rexp(n, 1 / 400) * day)
rows <- c(rows, one("never_half", rep(0, n), pmin(t, 120 * day), as.integer(t < 120 * day)))

t <- c(0, 0, 0, floor(rexp(n, 1 / 10) * day), 91 * day)
rows <- c(rows, one("at_zero", rep(0, length(t)), t, c(1, 1, 0, rbinom(n, 1, 0.8), 0)))

e <- sample(c(0, 2, 5), n, TRUE) * day
t <- e + sample(1:40, n, TRUE) * day
rows <- c(rows, one("late_ties", e, t, rbinom(n, 1, 0.6)))

cat("static const struct reference references[] = {\n", rows, "};\n", sep = "")
