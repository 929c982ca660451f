using System.Security.Cryptography.X509Certificates;
using LightKube.Foundation.Files;

namespace LightKube.Foundation.Certificates;

/// <summary>
/// A certificate in two files that is always as it should be: issued when there is none, and anew when it nears its end, names someone else,
/// or another authority issued it.
/// </summary>
public sealed class ManagedCertificate
{
    /// <summary>A certificate with less than this left is renewed: a quarter of its life, time enough to notice when that fails.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromDays(90);

    private readonly CertificateAuthority _authority;
    private readonly CertificateProfile _profile;
    private readonly TimeProvider _time;
    private volatile State _state;

    /// <summary>Reads the certificate, or issues it.</summary>
    /// <param name="authority">Who issues it.</param>
    /// <param name="profile">Whom it names.</param>
    /// <param name="certificatePath">The certificate's file; mode 0644.</param>
    /// <param name="keyPath">The private key's file; mode 0600.</param>
    /// <param name="time">The clock.</param>
    public ManagedCertificate(
        CertificateAuthority authority, CertificateProfile profile, string certificatePath, string keyPath, TimeProvider time)
    {
        (_authority, _profile, _time) = (authority, profile, time);
        (CertificatePath, KeyPath) = (certificatePath, keyPath);
        _state = Pem.TryReadKeyPair(certificatePath, keyPath) is { } pair ? new State(pair, pair.ToCertificate()) : Issue();
        RenewIfDue();
    }

    /// <summary>The certificate's file.</summary>
    public string CertificatePath { get; }

    /// <summary>The private key's file.</summary>
    public string KeyPath { get; }

    /// <summary>The certificate with its key as it is now; another object after a renewal.</summary>
    public X509Certificate2 Current => _state.Certificate;

    /// <summary>The certificate and its key as PEM, as they are now.</summary>
    public KeyPair CurrentPem => _state.Pem;

    /// <summary>Issues the certificate anew if it is time. Returns whether it did.</summary>
    public bool RenewIfDue()
    {
        if (CertificateCheck.WhyReplace(_state.Certificate, _profile, _authority.Certificate, _time.GetUtcNow()) is null)
            return false;
        _state = Issue();
        return true;
    }

    private State Issue()
    {
        var pair = _authority.Issue(_profile);
        // After a crash between the two, they do not belong together, and are issued anew.
        AtomicFile.Write(KeyPath, pair.KeyPem, AtomicFile.Secret);
        AtomicFile.Write(CertificatePath, pair.CertificatePem, AtomicFile.Public);
        return new State(pair, pair.ToCertificate());
    }

    private sealed record State(KeyPair Pem, X509Certificate2 Certificate);
}
