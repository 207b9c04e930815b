//! Which code answers for which function, and how it takes unknown and marked arguments.

use super::call::{Call, Outcome};
use super::{
    cidr, collection, conversion, csv, date, encoding, file, format, hash, json, lookup, merge,
    number, path, pattern, sequence, set, string, template, yaml,
};

/// What happens to the marks of arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkPolicy {
    /// Taken off the arguments at every depth and put on the result.
    Lift,
    /// Sensitivity and the marks of the arguments themselves go to the result as a whole, sources stay with the elements they belong to.
    KeepSources,
    /// Sensitivity goes to the result as a whole; otherwise only the argument that was chosen counts.
    Choose,
    /// The function deals with all marks, as long as it knows its arguments: if not, it forgets that they are sensitive, but for positions.
    KeepKnown,
    /// The function deals with all marks.
    Keep,
}

/// A function's code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Function {
    pub(super) run: fn(&Call<'_>) -> Outcome,
    /// Whether the code is called with arguments that are unknown themselves. Unknown elements are always its own affair.
    pub(super) accepts_unknown: bool,
    pub(super) may_be_null: bool,
    /// Whether arguments may be null although the signature does not say so.
    pub(super) takes_null: bool,
    /// From which argument on Terraform asks the function though an argument has no type yet.
    pub(super) typeless_from: usize,
    /// From which argument on the function itself judges what Terraform leaves open of them: they are the result only if nothing is found, or only their marks count.
    pub(super) settles_from: usize,
    /// Whether nothing else matters once one of the arguments is an empty list.
    pub(super) ends_at_empty: bool,
    /// Whether the arguments after the first say which elements are meant.
    pub(super) is_positional: bool,
    /// Whether the result may be known though arguments are not: it is one of them, or has as many elements as it is asked for.
    pub(super) runs_ahead: bool,
    pub(super) marks: MarkPolicy,
}

/// A function that computes something new from known arguments.
const fn plain(run: fn(&Call<'_>) -> Outcome) -> Function {
    Function {
        run,
        accepts_unknown: false,
        may_be_null: false,
        takes_null: false,
        typeless_from: usize::MAX,
        settles_from: usize::MAX,
        ends_at_empty: false,
        is_positional: false,
        runs_ahead: false,
        marks: MarkPolicy::Lift,
    }
}

/// A function that hands on elements of its arguments.
const fn structural(run: fn(&Call<'_>) -> Outcome) -> Function {
    Function { marks: MarkPolicy::KeepKnown, ..plain(run) }
}

/// A function that says itself what becomes of marks, those of unknown arguments too.
const fn marking(run: fn(&Call<'_>) -> Outcome) -> Function {
    Function { marks: MarkPolicy::Keep, ..plain(run) }
}

/// A function that hands on elements, but whose result is sensitive as a whole when any element is.
const fn mixing(run: fn(&Call<'_>) -> Outcome) -> Function {
    Function { marks: MarkPolicy::KeepSources, ..plain(run) }
}

/// A function that chooses one of its arguments.
const fn choosing(run: fn(&Call<'_>) -> Outcome) -> Function {
    Function { marks: MarkPolicy::Choose, runs_ahead: true, ..plain(run) }
}

impl Function {
    const fn unknown(self) -> Self {
        Self { accepts_unknown: true, ..self }
    }

    const fn positional(self) -> Self {
        Self { is_positional: true, ..self }
    }

    const fn ahead(self) -> Self {
        Self { runs_ahead: true, ..self }
    }

    const fn typeless_from(self, argument: usize) -> Self {
        Self { typeless_from: argument, ..self }
    }

    const fn settles_from(self, argument: usize) -> Self {
        Self { typeless_from: argument, settles_from: argument, ..self }
    }

    const fn ends_at_empty(self) -> Self {
        Self { ends_at_empty: true, ..self }
    }

    const fn null(self) -> Self {
        Self { takes_null: true, ..self }
    }

    const fn nullable(self) -> Self {
        Self { may_be_null: true, ..self }
    }
}

/// The code of a function, by its name without namespace.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    let index = FUNCTIONS.binary_search_by(|(candidate, _)| (*candidate).cmp(name)).ok()?;
    FUNCTIONS.get(index).map(|(_, function)| function)
}

/// INVARIANT: sorted by name.
static FUNCTIONS: &[(&str, Function)] = &[
    ("abs", plain(number::abs)),
    ("abspath", plain(path::abspath)),
    ("alltrue", plain(collection::alltrue)),
    ("anytrue", plain(collection::anytrue)),
    ("base64decode", plain(encoding::base64decode)),
    ("base64encode", plain(encoding::base64encode)),
    ("base64gunzip", plain(encoding::base64gunzip)),
    ("base64gzip", plain(encoding::base64gzip)),
    ("base64sha256", plain(hash::base64sha256)),
    ("base64sha512", plain(hash::base64sha512)),
    ("basename", plain(path::basename)),
    ("bcrypt", plain(hash::impure)),
    ("can", marking(conversion::can).unknown().null()),
    ("ceil", plain(number::ceil)),
    ("chomp", plain(string::chomp)),
    ("chunklist", structural(sequence::chunklist)),
    ("cidrcontains", plain(cidr::cidrcontains)),
    ("cidrhost", plain(cidr::cidrhost)),
    ("cidrnetmask", plain(cidr::cidrnetmask)),
    ("cidrsubnet", plain(cidr::cidrsubnet)),
    ("cidrsubnets", plain(cidr::cidrsubnets)),
    ("coalesce", choosing(lookup::coalesce).unknown().typeless_from(0)),
    ("coalescelist", choosing(lookup::coalescelist).unknown().typeless_from(0)),
    ("compact", mixing(sequence::compact)),
    ("concat", structural(sequence::concat).unknown()),
    ("contains", plain(collection::contains).unknown()),
    ("csvdecode", plain(csv::csvdecode)),
    ("dirname", plain(path::dirname)),
    ("distinct", mixing(sequence::distinct)),
    ("element", structural(lookup::element).positional().unknown().nullable()),
    ("endswith", plain(string::endswith).unknown()),
    ("ephemeralasnull", marking(conversion::ephemeralasnull).unknown().nullable().typeless_from(0)),
    ("file", plain(file::file)),
    ("filebase64", plain(file::filebase64)),
    ("filebase64sha256", plain(file::filebase64sha256)),
    ("filebase64sha512", plain(file::filebase64sha512)),
    ("fileexists", plain(file::fileexists)),
    ("filemd5", plain(file::filemd5)),
    ("fileset", plain(file::fileset)),
    ("filesha1", plain(file::filesha1)),
    ("filesha256", plain(file::filesha256)),
    ("filesha512", plain(file::filesha512)),
    ("flatten", structural(sequence::flatten)),
    ("floor", plain(number::floor)),
    ("format", plain(format::format).unknown().typeless_from(1)),
    ("formatdate", plain(date::formatdate)),
    ("formatlist", plain(format::formatlist).unknown().typeless_from(1).ends_at_empty()),
    ("indent", plain(string::indent)),
    ("index", plain(lookup::index)),
    ("issensitive", marking(conversion::issensitive).unknown().settles_from(0)),
    ("join", plain(string::join).unknown()),
    ("jsondecode", plain(json::jsondecode).unknown().nullable()),
    ("jsonencode", plain(json::jsonencode).unknown().typeless_from(0)),
    ("keys", structural(collection::keys).unknown()),
    ("length", marking(collection::length).unknown().typeless_from(0)),
    ("log", plain(number::log)),
    ("lookup", marking(lookup::lookup).unknown().settles_from(2).nullable()),
    ("lower", plain(string::lower)),
    ("matchkeys", mixing(lookup::matchkeys)),
    ("max", plain(number::max).unknown()),
    ("md5", plain(hash::md5)),
    ("merge", structural(merge::merge).unknown().typeless_from(0)),
    ("min", plain(number::min).unknown()),
    ("nonsensitive", marking(conversion::nonsensitive).unknown().nullable().typeless_from(0)),
    ("one", mixing(lookup::one).unknown().nullable()),
    ("parseint", plain(number::parseint)),
    ("pathexpand", plain(path::pathexpand)),
    ("plantimestamp", plain(hash::impure)),
    ("pow", plain(number::pow)),
    ("range", plain(sequence::range)),
    ("regex", plain(pattern::regex).unknown()),
    ("regexall", plain(pattern::regexall).unknown()),
    ("replace", plain(pattern::replace)),
    ("reverse", structural(sequence::reverse)),
    ("rsadecrypt", plain(hash::unsupported)),
    ("sensitive", marking(conversion::sensitive).unknown().nullable().typeless_from(0)),
    ("setintersection", mixing(set::setintersection).unknown()),
    ("setproduct", marking(set::setproduct).unknown().ends_at_empty()),
    ("setsubtract", mixing(set::setsubtract).unknown()),
    ("setunion", mixing(set::setunion).unknown()),
    ("sha1", plain(hash::sha1)),
    ("sha256", plain(hash::sha256)),
    ("sha512", plain(hash::sha512)),
    ("signum", plain(number::signum)),
    ("slice", structural(sequence::slice).positional().ahead().unknown()),
    ("sort", mixing(sequence::sort).unknown()),
    ("split", plain(string::split)),
    ("startswith", plain(string::startswith).unknown()),
    ("strcontains", plain(string::strcontains).unknown()),
    ("strrev", plain(string::strrev)),
    ("substr", plain(string::substr)),
    ("sum", plain(number::sum)),
    ("templatefile", plain(template::templatefile).unknown().nullable()),
    ("templatestring", plain(template::templatestring).unknown().nullable()),
    ("textdecodebase64", plain(encoding::textdecodebase64)),
    ("textencodebase64", plain(encoding::textencodebase64)),
    ("timeadd", plain(date::timeadd)),
    ("timecmp", plain(date::timecmp)),
    ("timestamp", plain(hash::impure)),
    ("title", plain(string::title)),
    ("tobool", marking(conversion::tobool).unknown().nullable().typeless_from(0)),
    ("tolist", marking(conversion::tolist).unknown().nullable().typeless_from(0)),
    ("tomap", marking(conversion::tomap).unknown().nullable().typeless_from(0)),
    ("tonumber", marking(conversion::tonumber).unknown().nullable().typeless_from(0)),
    ("toset", marking(conversion::toset).unknown().nullable().typeless_from(0)),
    ("tostring", marking(conversion::tostring).unknown().nullable().typeless_from(0)),
    ("transpose", mixing(collection::transpose)),
    ("trim", plain(string::trim)),
    ("trimprefix", plain(string::trimprefix)),
    ("trimspace", plain(string::trimspace)),
    ("trimsuffix", plain(string::trimsuffix)),
    ("try", marking(conversion::try_).unknown().null().nullable()),
    ("upper", plain(string::upper)),
    ("urldecode", plain(encoding::urldecode)),
    ("urlencode", plain(encoding::urlencode)),
    ("uuid", plain(hash::impure)),
    ("uuidv5", plain(hash::uuidv5)),
    ("values", structural(collection::values)),
    ("yamldecode", plain(yaml::yamldecode).nullable()),
    ("yamlencode", plain(yaml::yamlencode).unknown().nullable()),
    ("zipmap", structural(merge::zipmap).unknown()),
];

#[cfg(test)]
mod tests {
    use super::super::signature;
    use super::{FUNCTIONS, find};

    #[test]
    fn every_signature_has_code_and_the_table_is_sorted() {
        let missing: Vec<&str> = signature::names().filter(|name| find(name).is_none()).collect();
        assert_eq!(missing, Vec::<&str>::new());
        assert!(FUNCTIONS.is_sorted_by_key(|(name, _)| *name));
        assert_eq!(FUNCTIONS.len(), signature::names().count());
    }
}
