# METADATA
# title: What rules share
# description: Findings, and the questions that many rules ask about a resource.
package resilint.lib

# A finding about a resource, blamed on the fact that decides it. Flags with one right value come with a fix.
finding(resource, fact, message) := object.union(bare(resource, fact, message), {"fix": fix}) if {
	fix := flag_fix(resource, fact)
} else := bare(resource, fact, message)

bare(resource, fact, message) := object.union(
	{"address": resource.address, "message": message},
	object.filter(fact, ["at", "of"]),
)

# A finding about an attribute, or with an empty path about the resource as a whole.
at(resource, path, message) := {"address": resource.address, "at": path, "message": message}

# A finding about an objective itself: the line that states it is blamed, other objectives are told with it. Where no settings state it, the resource is.
stated(resource, key, others, message) := {
	"address": resource.address,
	"setting": key,
	"message": message,
	"related": [{"address": resource.address, "setting": other, "message": told} | some other, told in others],
}

# A finding about a promise that is not kept, blamed on what has to change; undecided where the simulation is.
broken(promise) := with_related(
	object.union(blamed(promise), {"message": sprintf("%s%s%s", [promise.message, asked(promise), why(promise)])}),
	promise.related,
) if {
	promise.met == "no"
} else := object.union(blamed(promise), {"message": promise.message, "unknown": promise.because}) if {
	promise.met == "unknown"
}

blamed(promise) := {"address": promise.entry, "of": promise.of, "at": promise.at}

asked(promise) := sprintf("; the objective is %s", [promise.promised]) if {
	promise.name != "availability"
} else := ""

why(promise) := sprintf(": %s", [promise.because]) if {
	promise.because
} else := ""

# A finding with other places that explain it.
with_related(finding, related) := object.union(finding, {"related": related})

# Flags that have one right value, and whether setting it leaves the resource in place.
flags := {
	"multi_az": {"value": true, "safe": true},
	"multi_az_enabled": {"value": true, "safe": true},
	"automatic_failover_enabled": {"value": true, "safe": true},
	"deletion_protection": {"value": true, "safe": true},
	"deletion_protection_enabled": {"value": true, "safe": true},
	"enable_deletion_protection": {"value": true, "safe": true},
	"skip_final_snapshot": {"value": false, "safe": true},
	"enable_key_rotation": {"value": true, "safe": true},
	"enable_cross_zone_load_balancing": {"value": true, "safe": true},
	"cross_zone_load_balancing": {"value": true, "safe": true},
	"is_multi_region_trail": {"value": true, "safe": true},
	"enable_log_file_validation": {"value": true, "safe": true},
	"storage_encrypted": {"value": true, "safe": false},
	"encrypted": {"value": true, "safe": false},
	"at_rest_encryption_enabled": {"value": true, "safe": false},
	"transit_encryption_enabled": {"value": true, "safe": false},
	"sqs_managed_sse_enabled": {"value": true, "safe": true},
}

flag_fix(resource, fact) := {"kind": "set_attribute", "path": fact.at, "value": flag.value, "safe": flag.safe} if {
	startswith(resource.type, "aws_")
	count(fact.at) == 1
	flag := flags[fact.at[0]]
}

# How much has to be lost before a service may fail.
ranks := {"none": 0, "instance": 1, "az": 2, "region": 3}

must_survive(resource, level) if ranks[resource.objectives.survive] >= ranks[level]

# Neither a copy of something nor a member of something that is judged as a whole.
independent(resource) if {
	not resource.replica_of.value
	not resource.member_of.value
	# Whichever cluster that is.
	not endswith(resource.type, "_cluster_instance")
}

# What it was can be had back for as long as the objective asks, without a backup plan.
reaches_back(store) if store.backup_days.value >= store.objectives.backup_days

reaches_back(store) if store.versioned.value == true

# Something else holds its data too.
copied(resource) if count(resource.replicas.value) > 0

# On a way from an entry to data, as far as is known.
on_path(resource) if not off_path(resource)

off_path(resource) if resource.on_path.value == false

# The same resource of the same module, called for another region: one of the two can take the other's place.
counterpart(one, other) if {
	one.type == other.type
	own_address(one) == own_address(other)
	one.region.value != other.region.value
}

# The address inside its module.
own_address(resource) := resource.address if resource.module == ""

own_address(resource) := trim_prefix(resource.address, sprintf("%s.", [resource.module])) if resource.module != ""

# Another region is to take its place, or has the same.
beside_another_region(resource) if must_survive(resource, "region")

beside_another_region(resource) if {
	some other in input.by_type[resource.type]
	counterpart(other, resource)
}

# The same group in another region carries the load: this one waits for it to fail.
standby(compute) if {
	some other in crowds
	other.nodes.value > compute.nodes.value
	counterpart(other, compute)
}

# Others do the same work, and go on when it fails.
shares_work(compute) if count(compute.peers.value) > 0

# Groups of several, found once for all that ask.
crowds contains other if {
	some other in input.by_role.compute
	other.nodes.value > 1
}

# Runs inside a Kubernetes cluster.
in_cluster(resource) if resource.provider in {"helm", "kubernetes", "kubectl"}

# A cluster whose instances are resources of their own.
is_cluster(resource) if contains(resource.type, "_cluster")

# Receives logs, or holds Terraform's state: nothing that users miss when a region fails.
auxiliary(resource) if resource.log_target.value == true

auxiliary(resource) if resource.terraform_state.value == true

# Survives the loss of a zone by itself.
regional(resource) if resource.regional.value == true

nouns := {
	"block-storage": "volume",
	"cache": "cache",
	"compute": "compute group",
	"database": "database",
	"entry": "entry",
	"file-storage": "file system",
	"log": "log",
	"object-store": "object store",
	"queue": "queue",
	"registry": "registry",
	"search": "search domain",
	"secret": "secret",
	"stream": "stream",
	"warehouse": "warehouse",
}

# What to call a resource in a message.
noun(resource) := object.get(nouns, object.get(resource, "role", ""), "resource")

called(resource) := sprintf("%s `%s`", [noun(resource), resource.address])

plural(1, one, _) := sprintf("1 %s", [one])

plural(n, _, many) := sprintf("%v %s", [n, many]) if n != 1

# How many there are, in words; between two limits where that is all that is known.
counted(fact, one, many) := sprintf("%v %s", [amount(fact), many]) if {
	fact.at_most > 1
} else := plural(fact.value, one, many)

amount(fact) := sprintf("%v to %v", [object.get(fact, "at_least", 0), fact.at_most]) if {
	fact.at_most
} else := fact.value

# Certainly not more than one; what is not certain of a number that is unknown is decided by trying.
only_one(fact) if fact.at_most < 2

only_one(fact) if {
	not fact.at_most
	fact.value < 2
}

# Roles of resources that keep data.
data_roles := ["block-storage", "cache", "database", "file-storage", "object-store", "queue", "search", "stream", "warehouse"]

# What makes a copy: the fact of the copy itself, where it is a resource, or else the fact that lists all copies.
copied_by(source, replica) := object.union({"of": replica.address}, copy.replica_of) if {
	copy := input.resources[replica.address]
	copy.replica_of
} else := source.replicas

# Two regions that are known, and differ. A guess in place of an unknown one begins with `?`.
apart(one, other) if {
	region_name(one) != region_name(other)
	not startswith(one, "?")
	not startswith(other, "?")
}

# A number of an attribute, which Terraform takes as a text as well.
number(value) := value if is_number(value)

number(value) := to_number(value) if {
	is_string(value)
	regex.match(`^[0-9]+(\.[0-9]+)?$`, value)
}

# Whether a flag of an attribute is on or off, which Terraform takes as a text as well.
on(value) if value in {true, "true"}

off(value) if value in {false, "false"}

# The account encrypts every new volume.
volumes_encrypted_by_default if {
	some setting in input.by_type.aws_ebs_encryption_by_default
	on(object.get(setting.attributes, "enabled", true))
}

# Google writes the names of its multi-regions in capitals where it stores, and calls the European one otherwise where it keeps keys.
region_name(region) := "eu" if {
	lower(region) == "europe"
} else := lower(region)

# Copies in other regions.
remote_replicas(resource) := [replica | some replica in resource.replicas.value; replica.same_region == false]

# Whether a place lies where the objective wants data to stay. A place names its region, its country, and whether that is in the EU and the EEA.
inside(place, allowed) if {
	some wanted in allowed
	matches(place, wanted)
}

matches(place, "eu") if place.eu == true

matches(place, "eea") if place.eea == true

matches(place, "gdpr-adequate") if place.eea == true

matches(place, "gdpr-adequate") if place.adequate in {"yes", "conditional"}

matches(place, wanted) if lower(place.country) == lower(wanted)

matches(place, wanted) if place.region == wanted

matches(place, wanted) if place.place == wanted

# What is known about a region, from any resource that keeps data there.
places(region) := {place |
	some resource in input.resources
	some place in resource.locations.value
	place.region == region
}

region_outside(region, allowed) if {
	known := places(region)
	count(known) > 0
	every place in known {
		not inside(place, allowed)
	}
}

# Lists of regions and countries can be compared without knowing anything else.
region_outside(region, allowed) if {
	count(places(region)) == 0
	every wanted in allowed {
		contains(wanted, "-")
		wanted != region
		wanted != "gdpr-adequate"
	}
}

# Named like something that must not be read, and not like the way to it.
secretive(resource) if {
	not regex.match(`(?i)[_-](path|name|arn|id|url|prefix|region|ttl|expiry)s?$`, resource.name)
	some part in ["password", "passwd", "secret", "token", "api_key", "apikey", "private_key", "credential"]
	contains(lower(resource.name), part)
}

# The key is its own, not the one its copies elsewhere are encrypted with.
own_key(store) if {
	every step in store.key.at {
		not step in {"destination", "replica", "replica_kms_key_id"}
	}
}

# A volume that is attached to an instance, and outlives it.
data_volume(instance) := volumes[0] if {
	instance.type == "aws_instance"
	volumes := sort({volume.address |
		some attachment in input.by_type.aws_volume_attachment
		some edge in input.graph.references[attachment.address]
		edge.address == instance.address
		some other in input.graph.references[attachment.address]
		volume := input.resources[other.address]
		volume.role == "block-storage"
	})
	count(volumes) > 0
}

# A cluster with one instance: that it stands in one zone goes without saying.
single_instance(resource) if {
	is_cluster(resource)
	resource.nodes.value < 2
}
