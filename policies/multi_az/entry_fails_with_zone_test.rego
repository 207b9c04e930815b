package resilint.multi_az.entry_fails_with_zone_test

import data.resilint.multi_az.entry_fails_with_zone
import data.resilint.world_test as world

test_fails if {
	count(entry_fails_with_zone.findings) == 1 with input as object.union(world.one("entry", {}), {"graph": {"paths": [{"entry": "aws_thing.main", "compute": [], "data": []}]}, "failures": {"az:a": {"fails": ["aws_thing.main"], "unknown": []}, "az:b": {"fails": ["aws_thing.main"], "unknown": []}}})
}

test_passes if {
	count(entry_fails_with_zone.findings) == 0 with input as object.union(world.one("entry", {}), {"graph": {"paths": [{"entry": "aws_thing.main", "compute": [], "data": []}]}, "failures": {"az:a": {"fails": [], "unknown": []}}})
}

test_names_what_is_not_known if {
	server := object.union(world.resource("compute", {"address": "aws_server.one"}), {"peers": {"unknown": "nobody knows", "at": []}})
	entry := world.resource("entry", {})
	outage := {"fails": [], "unknown": ["aws_server.one", "aws_thing.main"]}
	paths := {"paths": [{"entry": "aws_thing.main", "compute": ["aws_server.one"], "data": []}]}
	some finding in entry_fails_with_zone.findings with input as object.union(world.of([entry, server]), {"graph": paths, "failures": {"az:a": outage}})
	finding.unknown == "`aws_server.one`: nobody knows"
}

# One that runs alone is told for itself; of several that share their work, nobody knows whether they are in one zone.
servers(peers) := object.union(
	world.of([
		world.resource("entry", {}),
		world.resource("compute", {"address": "aws_server.one", "nodes": {"value": 1, "at": []}, "peers": {"value": peers, "at": []}}),
	]),
	{
		"graph": {"paths": [{"entry": "aws_thing.main", "compute": ["aws_server.one"], "data": []}]},
		"failures": {"az:a": {"fails": [], "unknown": ["aws_server.one", "aws_thing.main"]}},
	},
)

test_passes_for_one_alone if {
	count(entry_fails_with_zone.findings) == 0 with input as servers([])
}

test_cannot_tell_for_several if {
	count(entry_fails_with_zone.findings) == 1 with input as servers([{"address": "aws_server.two", "chooses": false}])
}
