# METADATA
# title: Object store keeps its data in a single availability zone
# description: When its zone fails, nothing in it can be read or written; when the zone is lost, so is the data that has no copy elsewhere.
# related_resources:
#   - https://learn.microsoft.com/en-us/azure/storage/common/storage-redundancy
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-high-performance.html
# custom:
#   severity: warning
#   roles: [object-store]
#   objectives: [availability]
#   remediation: Use storage that spans zones.
#   remedies:
#     azurerm_storage_account: Set `account_replication_type` to `ZRS` or `GZRS`.
#   since: 0.1.0
package resilint.multi_az.single_az_object_store

import data.resilint.lib

findings contains finding if {
	some store in input.by_role["object-store"]
	not store.replica_of.value
	store.zones.value < 2
	lib.must_survive(store, "az")
	not lib.auxiliary(store)
	finding := lib.finding(store, store.zones, sprintf("object store `%s` keeps its data in one availability zone", [store.address]))
}
