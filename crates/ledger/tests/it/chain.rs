//! Time stamps under the certificate of a certification authority: the chain of what a token carries must lead up to it.

use talap_ledger::stamp::{self, Assurance, StampFault};

use crate::others::Tsa;

const CURVE: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const ISSUES: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n";
const STAMPS: &str = "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=critical,timeStamping\n";

/// An authority whose certificate was issued by one in between, and that by a root; none where there is no OpenSSL.
struct Chain(Tsa);

impl Chain {
    /// The extensions of the one in between, and for how many days it is.
    fn with(root: &[&str], between: &str, days: &str) -> Option<Self> {
        let chain = Self(Tsa::make(&CURVE)?);
        chain.root("root", root);
        chain.request("between", &["-newkey", "rsa:2048", "-nodes", "-keyout", "between.key"], "/CN=Between");
        chain.issue("between", "root", between, days);
        chain.request("tsa", &["-key", "tsa.key"], "/CN=Test TSA");
        chain.issue("tsa", "between", STAMPS, "30");
        std::fs::copy(chain.0.path("between.pem"), chain.0.path("chain.pem")).unwrap();
        Some(chain)
    }

    fn root(&self, name: &str, extensions: &[&str]) {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        let mut args = vec!["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"];
        args.extend(["-days", "30", "-subj", "/CN=Root", "-keyout", &key, "-out", &certificate]);
        args.extend(extensions.iter().flat_map(|extension| ["-addext", extension]));
        self.0.openssl(&args).unwrap();
    }

    fn request(&self, name: &str, key: &[&str], subject: &str) {
        let out = format!("{name}.csr");
        self.0.openssl(&[&["req", "-new", "-subj", subject, "-out", &out], key].concat()).unwrap();
    }

    fn issue(&self, name: &str, by: &str, extensions: &str, days: &str) {
        let [request, certificate] = ["csr", "pem"].map(|ending| format!("{name}.{ending}"));
        let [key, above] = ["key", "pem"].map(|ending| format!("{by}.{ending}"));
        std::fs::write(self.0.path("extensions"), extensions).unwrap();
        let args = ["x509", "-req", "-in", &request, "-CA", &above, "-CAkey", &key, "-set_serial", "7", "-days", days];
        self.0.openssl(&[&args[..], &["-extfile", "extensions", "-out", &certificate]].concat()).unwrap();
    }

    fn token(&self) -> Vec<u8> {
        stamp::token_of_response(&self.0.reply(&stamp::request(&[1; 32], 5).unwrap()), &[1; 32], 5).unwrap()
    }

    /// What a new token is under a certificate.
    fn judge(&self, certificate: &str) -> Result<Assurance, StampFault> {
        stamp::check(&self.token(), &[1; 32], Some(&self.0.read(certificate))).map(|stamped| stamped.assurance)
    }
}

const ROOT: [&str; 2] = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"];

#[test]
fn a_stamp_leads_up_to_any_certificate_above_its_signer_s() {
    let Some(chain) = Chain::with(&ROOT, ISSUES, "30") else {
        eprintln!("not run, for there is no OpenSSL");
        return;
    };
    for (certificate, assurance) in
        [("root.pem", Assurance::Chain), ("between.pem", Assurance::Chain), ("tsa.pem", Assurance::Authority)]
    {
        assert_eq!(chain.judge(certificate), Ok(assurance), "{certificate}");
    }
    let unknown = stamp::check(&chain.token(), &[1; 32], None).unwrap();
    assert_eq!(unknown.assurance, Assurance::SelfCarried);
    // Another root of the same name, and one of another.
    chain.root("other", &ROOT);
    assert_eq!(chain.judge("other.pem"), Err(StampFault::Signature));
    let Some(stranger) = Chain::with(&ROOT, ISSUES, "30") else { return };
    std::fs::copy(stranger.0.path("between.pem"), chain.0.path("stranger.pem")).unwrap();
    assert_eq!(chain.judge("stranger.pem"), Err(StampFault::Signature));
    // Every changed byte of a token is found under the root.
    let (sound, root) = (chain.token(), chain.0.read("root.pem"));
    for at in 0..sound.len() {
        let mut changed = sound.clone();
        changed[at] ^= 1 << (at % 8);
        if let Ok(found) = stamp::check(&changed, &[1; 32], Some(&root)) {
            // What is not signed decides nothing: the time and the number stay.
            let whole = stamp::check(&sound, &[1; 32], Some(&root)).unwrap();
            assert_eq!((found.time, found.serial), (whole.time, whole.serial), "byte {at}");
        }
    }
    // Without the certificate in between nothing leads up to the root, and the one in between still does.
    std::fs::remove_file(chain.0.path("chain.pem")).unwrap();
    assert_eq!(chain.judge("root.pem"), Err(StampFault::NoChain));
    assert_eq!(chain.judge("between.pem"), Ok(Assurance::Chain));
    // A signer that may not stamp leads nowhere, whoever issued it.
    let token = chain.token();
    chain.issue("tsa", "between", "basicConstraints=critical,CA:FALSE\n", "30");
    assert!(!chain.0.read("tsa.pem").issues());
    assert_eq!(stamp::check(&token, &[1; 32], Some(&chain.0.read("tsa.pem"))), Err(StampFault::NotAnAuthority));
}

#[test]
fn a_chain_with_a_certificate_that_may_not_be_in_it_is_refused() {
    let unknown = format!("{ISSUES}1.2.3.4=critical,ASN1:NULL\n");
    let short = ["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign"];
    let malformed = StampFault::Malformed { cause: "the critical extension 1.2.3.4 is not known".to_owned() };
    let cases: [(&[&str], &str, &str, StampFault); 7] = [
        (&ROOT, "basicConstraints=critical,CA:FALSE\n", "30", StampFault::MayNotIssue),
        (&ROOT, "subjectKeyIdentifier=hash\n", "30", StampFault::MayNotIssue),
        (
            &ROOT,
            "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n",
            "30",
            StampFault::MayNotIssue,
        ),
        (&ROOT, "basicConstraints=critical,CA:TRUE\nextendedKeyUsage=serverAuth\n", "30", StampFault::MayNotIssue),
        (&short, ISSUES, "30", StampFault::MayNotIssue),
        (&ROOT, ISSUES, "-1", StampFault::OutsideValidity),
        (&ROOT, &unknown, "30", malformed),
    ];
    for (root, between, days, fault) in cases {
        let Some(chain) = Chain::with(root, between, days) else {
            eprintln!("not run, for there is no OpenSSL");
            return;
        };
        assert_eq!(chain.judge("root.pem"), Err(fault), "{between} for {days} days");
    }
}
