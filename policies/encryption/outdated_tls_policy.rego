# METADATA
# title: Outdated versions of TLS are accepted
# description: TLS 1.0 and 1.1 are broken, and forbidden by most rules of trade.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
# custom:
#   severity: warning
#   roles: [entry, compute, database, cache, search, object-store, queue, stream]
#   resource_types: [aws_lb_listener, aws_alb_listener, aws_api_gateway_domain_name, azurerm_mssql_server, google_compute_ssl_policy]
#   objectives: [encryption]
#   remediation: Ask for TLS 1.2 at least; on AWS load balancers with the policy `ELBSecurityPolicy-TLS13-1-2-2021-06`.
#   equivalents: [CKV2_AWS_74, CKV_AWS_103, AVD-AWS-0047, CKV2_AWS_54, CKV_AWS_174, AVD-AWS-0013, AC_AWS_0023, CKV_AWS_206, AVD-AWS-0005, FG_R00375, CKV_AZURE_52, AVD-AZU-0026, CKV_AZURE_44, AVD-AZU-0011]
#   since: 0.1.0
package resilint.encryption.outdated_tls_policy

import data.resilint.lib

findings contains finding if {
	some entry in entries
	entry.objectives.encryption == true
	policy := entry.tls_policy.value
	outdated(policy)
	finding := lib.finding(entry, entry.tls_policy, sprintf("`%s` accepts TLS 1.0 or 1.1 with the policy `%s`", [entry.address, policy]))
}

entries contains entry if {
	some role in ["entry", "compute", "database", "cache", "search", "object-store", "queue", "stream"]
	some entry in input.by_role[role]
}

entries contains entry if {
	some type in ["aws_lb_listener", "aws_alb_listener", "aws_api_gateway_domain_name", "azurerm_mssql_server", "google_compute_ssl_policy"]
	some entry in input.by_type[type]
}

outdated(policy) if policy in {
	"ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-2015-05", "ELBSecurityPolicy-TLS-1-0-2015-04", "ELBSecurityPolicy-TLS-1-1-2017-01",
	"ELBSecurityPolicy-FS-2018-06", "ELBSecurityPolicy-FS-1-1-2019-08", "ELBSecurityPolicy-TLS13-1-0-2021-06", "ELBSecurityPolicy-TLS13-1-1-2021-06",
	"SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLS_1_0", "TLS_1_1", "TLS1_0", "TLS1_1", "TLSv1_0", "TLSv1_1", "Tls", "Tls11", "1.0", "1.1",
	"Policy-Min-TLS-1-0-2019-07", "AppGwSslPolicy20150501", "AppGwSslPolicy20170401", "TLSEnforcementDisabled",
}
