# METADATA
# title: DNS routing has no health check
# description: Without a health check, DNS keeps sending users to what has failed.
# related_resources:
#   - https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html
# custom:
#   severity: error
#   roles: [dns]
#   objectives: [availability, rto]
#   remediation: Give each record a health check, or evaluate the health of the alias target.
#   since: 0.1.0
package resilint.cross_region.dns_without_health_check

import data.resilint.lib

findings contains finding if {
	some record in input.by_role.dns
	record.health_check.value == false
	not single(record)
	finding := lib.finding(record, record.health_check, sprintf("`%s` is one of several records, but nothing checks whether what it leads to is alive", [record.address]))
}

single(record) if record.routing.value.members < 2
