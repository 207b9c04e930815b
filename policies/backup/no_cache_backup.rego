# METADATA
# title: Cache is not backed up
# description: After a failure the cache starts empty, and what was only there is lost.
# custom:
#   severity: warning
#   roles: [cache]
#   objectives: [backup]
#   remediation: Set `snapshot_retention_limit` to 1 or more.
#   remedies:
#     google_redis_instance: Add a `persistence_config` with `persistence_mode = "RDB"`.
#     azurerm_redis_cache: Set `rdb_backup_enabled = true` in `redis_configuration`, with `sku_name = "Premium"`.
#   equivalents: [CKV_AWS_134, AVD-AWS-0050]
#   since: 0.1.0
package resilint.backup.no_cache_backup

import data.resilint.lib

findings contains finding if {
	some cache in input.by_role.cache
	cache.backup_days.value == 0
	cache.objectives.backup_days > 0
	lib.independent(cache)
	not lib.in_cluster(cache)
	finding := lib.finding(cache, cache.backup_days, sprintf("cache `%s` is not backed up", [cache.address]))
}
