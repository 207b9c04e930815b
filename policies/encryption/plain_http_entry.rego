# METADATA
# title: Requests are accepted unencrypted
# description: Passwords, cookies and personal data travel readable.
# custom:
#   severity: error
#   roles: [entry, compute, search]
#   resource_types: [aws_lb_listener, aws_alb_listener, google_compute_target_http_proxy, google_compute_region_target_http_proxy]
#   objectives: [encryption]
#   remediation: Serve HTTPS, and redirect HTTP to it.
#   equivalents: [CKV2_AWS_20, CKV_AWS_2, CKV_AWS_378, AVD-AWS-0054, AC_AWS_0491, CKV_AWS_127, CKV_AWS_376, AC_AWS_0120, CKV2_AWS_42, CKV2_AWS_72, CKV_AWS_34, AC_AWS_0024, FG_R00010, FG_R00011]
#   since: 0.1.0
package resilint.encryption.plain_http_entry

import data.resilint.lib

findings contains finding if {
	some entry in entries
	entry.objectives.encryption == true
	entry.https_only.value == false
	not behind_firewall(entry)
	finding := lib.finding(entry, entry.https_only, sprintf("`%s` serves requests over plain HTTP", [entry.address]))
}

entries contains entry if {
	some role in ["entry", "compute", "search"]
	some entry in input.by_role[role]
}

entries contains entry if {
	some type in ["aws_lb_listener", "aws_alb_listener"]
	some entry in input.by_type[type]
}

# A proxy of Google Cloud that somebody outside is led to, and that leads to services.
entries contains entry if {
	some type in ["google_compute_target_http_proxy", "google_compute_region_target_http_proxy"]
	some entry in input.by_type[type]
	some edge in input.graph.referrers[entry.address]
	way := input.resources[edge.address]
	contains(way.type, "forwarding_rule")
	not way.internal.value == true
	not redirects(entry)
}

redirects(proxy) if {
	some edge in input.graph.references[proxy.address]
	some redirect in input.resources[edge.address].attributes.default_url_redirect
	lib.on(redirect.https_redirect)
}

# What only answers inside the network is judged by the load balancer it belongs to.
behind_firewall(entry) if entry.internal.value == true

behind_firewall(entry) if {
	some edge in input.graph.references[entry.address]
	input.resources[edge.address].internal.value == true
}
