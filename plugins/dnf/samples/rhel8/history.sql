-- A history as dnf 4 keeps it, without the tables that no reader here asks for.
CREATE TABLE trans (
    id INTEGER PRIMARY KEY AUTOINCREMENT, dt_begin INTEGER NOT NULL,
    dt_end INTEGER, rpmdb_version_begin TEXT, rpmdb_version_end TEXT,
    releasever TEXT NOT NULL, user_id INTEGER NOT NULL, cmdline TEXT,
    state INTEGER NOT NULL, comment TEXT DEFAULT '');
CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT NOT NULL);
CREATE TABLE item (id INTEGER PRIMARY KEY, item_type INTEGER NOT NULL);
CREATE TABLE trans_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, trans_id INTEGER, item_id INTEGER,
    repo_id INTEGER, action INTEGER NOT NULL, reason INTEGER NOT NULL,
    state INTEGER NOT NULL);
CREATE TABLE item_replaced_by (
    trans_item_id INTEGER, by_trans_item_id INTEGER,
    PRIMARY KEY (trans_item_id, by_trans_item_id));
CREATE TABLE rpm (
    item_id INTEGER UNIQUE NOT NULL, name TEXT NOT NULL,
    epoch INTEGER NOT NULL, version TEXT NOT NULL, release TEXT NOT NULL,
    arch TEXT NOT NULL);
CREATE TABLE config (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO config VALUES ('version', '1.2');
INSERT INTO repo VALUES (1, 'anaconda'), (2, 'baseos'), (3, '@System');
INSERT INTO item VALUES (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1),
    (8, 1), (9, 1), (10, 1), (11, 1), (12, 1), (13, 2);
INSERT INTO rpm VALUES
    (1, 'bash', 0, '4.4.20', '3.el8', 'x86_64'),
    (2, 'bash', 0, '4.4.20', '4.el8', 'x86_64'),
    (3, 'openssl-libs', 1, '1.1.1k', '9.el8', 'x86_64'),
    (4, 'openssl-libs', 1, '1.1.1k', '12.el8', 'x86_64'),
    (5, 'openssl-libs', 1, '1.1.1k', '9.el8', 'i686'),
    (6, 'openssl-libs', 1, '1.1.1k', '12.el8', 'i686'),
    (7, 'kernel-core', 0, '4.18.0', '477.el8', 'x86_64'),
    (8, 'kernel-core', 0, '4.18.0', '513.el8', 'x86_64'),
    (9, 'tmux', 0, '2.7', '1.el8', 'x86_64'),
    (10, 'sudo', 0, '1.9.5', '1.el8', 'x86_64'),
    (11, 'sudo', 0, '1.9.5', '2.el8', 'x86_64'),
    (12, 'iptables', 0, '1.8.4', '15.el8', 'x86_64');
-- 2026-01-05 08:00 on, a week apart: installed; updated; one failed and one
-- not; the kernel undone; the update rolled back; updated and cut off; updated.
INSERT INTO trans VALUES
    (1, 1767600000, 1767600600, '', '', '8', -1, '', 1, ''),
    (2, 1768204800, 1768204890, '', '', '8', 0, 'update -y', 1, ''),
    (3, 1768809600, 1768809660, '', '', '8', 0, 'update sudo', 2, ''),
    (4, 1769414400, 1769414430, '', '', '8', 0, 'history undo 2', 1, ''),
    (5, 1770019200, NULL, '', NULL, '8', 0, 'update bash', 0, ''),
    (6, 1770624000, 1770624060, '', '', '8', 0, 'update', 1, '');
INSERT INTO trans_item VALUES
    (1, 1, 1, 1, 1, 5, 1), (2, 1, 3, 1, 1, 1, 1), (3, 1, 5, 1, 1, 1, 1),
    (4, 1, 7, 1, 1, 2, 1), (5, 1, 10, 1, 1, 2, 1), (6, 1, 12, 1, 1, 2, 1),
    (7, 1, 13, 1, 1, 2, 1),
    (8, 2, 2, 2, 6, 2, 1), (9, 2, 1, 3, 7, 2, 1),
    (10, 2, 4, 2, 6, 2, 1), (11, 2, 3, 3, 7, 2, 1),
    (12, 2, 6, 2, 6, 2, 1), (13, 2, 5, 3, 7, 2, 1),
    (14, 2, 8, 2, 1, 2, 1), (15, 2, 9, 2, 1, 2, 1),
    (16, 3, 11, 2, 6, 2, 2), (17, 3, 10, 3, 7, 2, 2),
    (18, 3, 12, 3, 8, 2, 1),
    (19, 4, 1, 2, 2, 2, 1), (20, 4, 2, 3, 3, 2, 1),
    (21, 4, 8, 3, 8, 2, 1), (22, 4, 9, 3, 8, 2, 1),
    (23, 5, 2, 2, 6, 2, 0), (24, 5, 1, 3, 7, 2, 0),
    (25, 6, 2, 2, 6, 2, 1), (26, 6, 1, 3, 7, 2, 1),
    (27, 6, 11, 2, 6, 2, 1), (28, 6, 10, 3, 7, 2, 1);
INSERT INTO item_replaced_by VALUES (9, 8), (11, 10), (13, 12), (17, 16),
    (20, 19), (24, 23), (26, 25), (28, 27);
