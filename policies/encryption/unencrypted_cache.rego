# METADATA
# title: Cache is not encrypted at rest
# description: Whoever gets at the disks or a backup of the cache reads the data.
# custom:
#   severity: error
#   roles: [cache]
#   resource_types: [aws_api_gateway_method_settings]
#   objectives: [encryption]
#   remediation: Set `at_rest_encryption_enabled = true`.
#   remedies:
#     aws_elasticache_cluster: Use an `aws_elasticache_replication_group` with `at_rest_encryption_enabled = true`.
#     aws_dax_cluster: Add a `server_side_encryption` block with `enabled = true`.
#     aws_api_gateway_method_settings: Set `cache_data_encrypted = true` in `settings`.
#   equivalents: [CKV_AWS_29, AVD-AWS-0045, AC_AWS_0466, CKV_AWS_47, AVD-AWS-0023, AC_AWS_0375]
#   since: 0.1.0
package resilint.encryption.unencrypted_cache

import data.resilint.lib

findings contains finding if {
	some cache in input.by_role.cache
	cache.encrypted.value == false
	cache.objectives.encryption == true
	not lib.in_cluster(cache)
	finding := lib.finding(cache, cache.encrypted, sprintf("cache `%s` is not encrypted at rest", [cache.address]))
}

findings contains finding if {
	some settings in input.by_type.aws_api_gateway_method_settings
	settings.encrypted.value == false
	settings.objectives.encryption == true
	finding := lib.finding(settings, settings.encrypted, sprintf("cached responses of `%s` are not encrypted at rest", [settings.address]))
}
