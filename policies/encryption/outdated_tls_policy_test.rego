package resilint.encryption.outdated_tls_policy_test

import data.resilint.encryption.outdated_tls_policy
import data.resilint.world_test as world

test_fails if {
	count(outdated_tls_policy.findings) == 1 with input as world.one("entry", {"tls_policy": {"value": "ELBSecurityPolicy-2016-08", "at": ["tls_policy"]}})
}

test_passes if {
	count(outdated_tls_policy.findings) == 0 with input as world.one("entry", {"tls_policy": {"value": "ELBSecurityPolicy-TLS13-1-2-2021-06", "at": ["tls_policy"]}})
}

test_is_silent_when_unknown if {
	count(outdated_tls_policy.findings) == 0 with input as world.one("entry", {"tls_policy": {"unknown": "a variable has no value", "at": ["tls_policy"]}})
}
