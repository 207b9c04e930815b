# METADATA
# title: Classified data is encrypted with the provider's key
# description: A key of your own can be withdrawn, and tells who used it.
# custom:
#   severity: warning
#   roles: [block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [encryption]
#   remediation: Encrypt it with a key of your own.
#   since: 0.1.0
package resilint.encryption.classified_data_without_own_key

import data.resilint.lib

findings contains finding if {
	some role in lib.data_roles
	some store in input.by_role[role]
	store.encryption_key.value == "provider-managed"
	store.objectives.encryption == true
	classification := classified(store)
	finding := lib.finding(store, store.encryption_key, sprintf("%s is classified as `%s`, but encrypted with the provider's key", [lib.called(store), classification]))
}

classified(store) := lower(store.tags[name]) if {
	some name in ["data_classification", "DataClassification", "data-classification", "classification", "Classification"]
	lower(store.tags[name]) in {"confidential", "restricted", "secret", "sensitive", "pii", "personal", "phi", "pci"}
}
