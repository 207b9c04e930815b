# METADATA
# title: Data travels unencrypted
# description: Whoever can listen in the network reads and changes the data.
# custom:
#   severity: error
#   roles: [cache, database, search, stream, warehouse]
#   resource_types: [aws_ecs_task_definition, aws_sns_topic_subscription]
#   objectives: [encryption]
#   remediation: Require TLS.
#   remedies:
#     aws_dax_cluster: Set `cluster_endpoint_encryption_type = "TLS"`.
#     aws_ecs_task_definition: Set `transit_encryption = "ENABLED"` in `efs_volume_configuration`.
#     aws_elasticache_cluster: For Memcached, set `transit_encryption_enabled = true`; for Redis, use an `aws_elasticache_replication_group` that does.
#     aws_elasticache_replication_group: Set `transit_encryption_enabled = true`.
#     google_redis_instance: Set `transit_encryption_mode = "SERVER_AUTHENTICATION"`.
#     google_sql_database_instance: Set `ssl_mode = "ENCRYPTED_ONLY"` in `ip_configuration`.
#     azurerm_redis_cache: Set `non_ssl_port_enabled = false`, and `minimum_tls_version = "1.2"`.
#   equivalents: [CKV_AWS_30, CKV_AWS_31, AVD-AWS-0051, AC_AWS_0467, FG_R00105, CKV_AWS_81, AVD-AWS-0073, CKV_AWS_6, AVD-AWS-0043, AC_AWS_0468, CKV_AWS_202, CKV_AWS_239, CKV_AWS_97, AVD-AWS-0035, AC_AWS_0463, CKV_AZURE_29, AVD-AZU-0020, AC_AZURE_0408, FG_R00226]
#   since: 0.1.0
package resilint.encryption.no_encryption_in_transit

import data.resilint.lib

findings contains finding if {
	some role in ["cache", "database", "search", "stream", "warehouse"]
	some resource in input.by_role[role]
	not resource.member_of.value
	resource.in_transit.value == false
	resource.objectives.encryption == true
	not lib.in_cluster(resource)
	finding := lib.finding(resource, resource.in_transit, sprintf("%s accepts unencrypted connections", [lib.called(resource)]))
}

findings contains finding if {
	some task in input.by_type.aws_ecs_task_definition
	task.objectives.encryption == true
	some number, volume in task.attributes.volume
	some place, files in volume.efs_volume_configuration
	object.get(files, "transit_encryption", "DISABLED") == "DISABLED"
	at := ["volume", number, "efs_volume_configuration", place, "transit_encryption"]
	finding := lib.at(task, at, sprintf("`%s` reaches its file system unencrypted", [task.address]))
}

findings contains finding if {
	some subscription in input.by_type.aws_sns_topic_subscription
	subscription.in_transit.value == false
	subscription.objectives.encryption == true
	finding := lib.finding(subscription, subscription.in_transit, sprintf("`%s` sends messages over plain HTTP", [subscription.address]))
}
