# A configuration with one resource, for tests.
package resilint.world_test

standard := {"profile": "standard", "survive": "az", "backup_days": 7, "min_zones": 2, "encryption": true}

resource(role, more) := object.union(
	{
		"address": "aws_thing.main",
		"type": "aws_thing",
		"name": "main",
		"mode": "managed",
		"module": "",
		"provider": "aws",
		"role": role,
		"roles": [],
		"attributes": {},
		"unknown": [],
		"tags": {},
		"count": {"value": 1, "at": []},
		"maybe_absent": false,
		"outside": false,
		"satellites": [],
		"workload": null,
		"objectives": standard,
	},
	more,
)

# The input for some resources.
of(resources) := {
	"resources": {r.address: r | some r in resources},
	"by_role": {role: [r | some r in resources; r.role == role] | role := resources[_].role},
	"by_type": {name: [r | some r in resources; r.type == name] | name := resources[_].type},
	"graph": {"references": {}, "referrers": {}, "paths": []},
	"failures": {},
	"flows": [],
	"promises": [],
	"objectives": standard,
}

# The input for one resource of a role, with these fields.
one(role, more) := of([resource(role, more)])

# A promise about failures, kept or not.
promise(name, met) := {
	"name": name,
	"workload": null,
	"target": 900,
	"promised": "15 min",
	"estimate": 3600,
	"met": met,
	"message": "`aws_thing.main` is back 1 h after `region:eu-west-1` is lost",
	"entry": "aws_thing.main",
	"lose": ["region:eu-west-1"],
	"of": "aws_thing.main",
	"at": ["replicas"],
	"because": "a variable has no value",
	"related": [],
}

# The input for one resource of a role and a promise.
with_promise(role, made) := object.union(one(role, {}), {"promises": [made]})
