#!/bin/sh
# Every sample of every plugin in one store, again, and in another order: what
# the store holds and what figures say of it does not change.
. tests/tap.sh

p=$PWD/plugins
cd "$TAP_TMP" || exit 1

# A name, a plugin and its options a line.
cat >sources <<END
failing apt path=$p/apt/samples/failing changelogs=$p/apt/samples/failing/doc asset=web timezone=Europe/Berlin
kubernetes apt path=$p/apt/samples/kubernetes asset=node timezone=UTC
openstack apt path=$p/apt/samples/openstack asset=stack timezone=UTC
plaso apt path=$p/apt/samples/plaso asset=plaso timezone=UTC
unattended apt path=$p/apt/samples/unattended asset=web-2 timezone=UTC
words apt path=$p/apt/samples/words asset=web-3 timezone=UTC
rhel dnf path=$p/dnf/samples/rhel8 asset=db release=$p/dnf/samples/rhel8/os-release timezone=UTC
qualys table mapping=qualys path=$p/table/samples/qualys.csv timezone=UTC
nessus table mapping=nessus path=$p/table/samples/nessus.csv
openvas table mapping=openvas path=$p/table/samples/openvas.csv
ssm table mapping=aws-ssm path=$p/table/samples/aws-ssm.json at=2026-01-02T00:00:00Z asset=vm-1
azure table mapping=azure path=$p/table/samples/azure.json at=2020-04-24T22:30:00Z asset=vm-2
hotfix table mapping=get-hotfix path=$p/table/samples/get-hotfix.json
trivy trivy path=$p/trivy/samples at=2026-01-02T00:00:00Z
grype grype path=$p/grype/samples at=2026-01-02T00:00:00Z asset={file}
openscap openscap path=$p/openscap/samples timezone=UTC
osv osv path=$p/osv/samples
csaf csaf path=$p/csaf/samples
kev kev path=$p/kev/samples/catalogue.json
epss epss path=$p/epss/samples
nvd nvd path=$p/nvd/samples
cve cve path=$p/cve/samples/cves
END

collect_all() { # STORE
	while read -r name plugin options; do
		# shellcheck disable=SC2086 # words, on purpose
		"$BUILD/patchlore" --store "$1" collect --name "$name" \
			"$plugin" $options >>said 2>&1 ||
			echo "$name: exit $?"
	done
}

# What a store holds, without ids, which follow the order of arrival.
dump() { # STORE
	while read -r query; do
		ask_store "$1" "$query" | LC_ALL=C sort
	done <<-'END'
		SELECT * FROM event_text
		SELECT a.name, f.name, f.at, f.value, f.share FROM asset_fact f JOIN asset a ON a.id = f.asset
		SELECT s.type, s.name, f.name, f.at, f.value, f.share FROM subject_fact f JOIN subject s ON s.id = f.subject
		SELECT s.name, f.asset > 0, f.at, f.kind, f.name, f.value, f.share FROM event_attr f JOIN subject s ON s.id = f.subject
		SELECT p.name, v.name, l.at FROM subject_vuln l JOIN subject p ON p.id = l.patch JOIN subject v ON v.id = l.vuln
		SELECT name, first_ms, last_ms FROM asset
		SELECT s.name, r.place, r.reason FROM reject r JOIN source s ON s.id = r.source
	END
}

figures() { # STORE
	"$BUILD/patchlore" --store "$1" kpi --all --by severity \
		--as-of 2026-06-01 --clock release
	"$BUILD/patchlore" --store "$1" kpi --all --unit vulnerability \
		--as-of 2026-06-01 --by kev --clock release
	"$BUILD/patchlore" --store "$1" health --as-of 2026-06-01
}

is "$(collect_all one.db <sources)" "" "every plugin reads its samples"
dump one.db >one.dump
figures one.db >one.figures
is "$(sed -n 's/ .*//p' sources | wc -l)" \
	"$(ask_store one.db "SELECT count(DISTINCT source) FROM event_text
		WHERE source <> 'join'")" "and each has something to tell"

collect_all one.db <sources >/dev/null
dump one.db >again.dump
same_file again.dump one.dump "collected again, nothing changes"

tac sources >other
is "$(collect_all two.db <other)" "" "in another order"
dump two.db >two.dump
same_file two.dump one.dump "the store holds the same"
figures two.db >two.figures
same_file two.figures one.figures "and figures say the same"

finish
