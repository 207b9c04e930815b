# METADATA
# title: Object store keeps no earlier versions
# description: An overwritten or deleted object is gone.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   severity: error
#   roles: [object-store]
#   objectives: [backup]
#   remediation: Enable versioning, or keep what is deleted for as long as the objective asks.
#   equivalents: [CKV_AWS_21, AVD-AWS-0090, AC_AWS_0214, FG_R00101, CKV_GCP_78, AVD-GCP-0078, AC_GCP_0241]
#   since: 0.1.0
package resilint.backup.no_versioning

import data.resilint.lib

findings contains finding if {
	some store in input.by_role["object-store"]
	store.versioned.value == false
	is_judged(store)
	finding := lib.finding(store, store.versioned, sprintf("object store `%s` keeps no earlier versions%s", [store.address, and_for_a_while(store)]))
}

# A store that can have no versions still can keep what is deleted.
findings contains finding if {
	some store in input.by_role["object-store"]
	not store.versioned
	is_judged(store)
	finding := lib.finding(store, store.backup_days, sprintf("object store `%s` keeps %s", [store.address, deleted(store)]))
}

is_judged(store) if {
	store.objectives.backup_days > 0
	not lib.auxiliary(store)
	not replicating(store)
	not short_lived(store)
	not soft_deleted(store)
}

# What is deleted or overwritten can be had back for as long as is asked.
soft_deleted(store) if store.backup_days.value >= store.objectives.backup_days

and_for_a_while(store) := sprintf(", and what was deleted or overwritten for %s only, the objective is %s", [lib.plural(store.backup_days.value, "day", "days"), lib.plural(store.objectives.backup_days, "day", "days")]) if {
	store.backup_days.value > 0
} else := ""

deleted(store) := "nothing that was deleted" if store.backup_days.value == 0

deleted(store) := sprintf("what was deleted for %s, the objective is %s", [lib.plural(store.backup_days.value, "day", "days"), lib.plural(store.objectives.backup_days, "day", "days")]) if store.backup_days.value > 0

# Nothing lives long enough for its versions to be asked for.
short_lived(store) if store.expires_days.value <= store.objectives.backup_days

# Then it is more than a missing history: replication itself does not work, which another rule says.
replicating(store) if {
	some replica in store.replicas.value
	replica.kind == "object-replication"
}

replicating(store) if store.replica_of.value
