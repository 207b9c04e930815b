# METADATA
# title: Object store keeps no earlier versions
# description: An overwritten or deleted object is gone.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   severity: error
#   roles: [object-store]
#   objectives: [backup]
#   remediation: Enable versioning.
#   equivalents: [CKV_AWS_21, AVD-AWS-0090, AC_AWS_0214, FG_R00101, CKV_GCP_78, AVD-GCP-0078, AC_GCP_0241]
#   since: 0.1.0
package resilint.backup.no_versioning

import data.resilint.lib

findings contains finding if {
	some store in input.by_role["object-store"]
	store.versioned.value == false
	store.objectives.backup_days > 0
	not lib.auxiliary(store)
	not replicating(store)
	not short_lived(store)
	finding := lib.finding(store, store.versioned, sprintf("object store `%s` keeps no earlier versions", [store.address]))
}

# Nothing lives long enough for its versions to be asked for.
short_lived(store) if store.expires_days.value <= store.objectives.backup_days

# Then it is more than a missing history: replication itself does not work, which another rule says.
replicating(store) if {
	some replica in store.replicas.value
	replica.kind == "object-replication"
}

replicating(store) if store.replica_of.value
