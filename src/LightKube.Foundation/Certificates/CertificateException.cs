namespace LightKube.Foundation.Certificates;

/// <summary>A certificate or key cannot be used; the message names the file and says what to do.</summary>
public sealed class CertificateException : Exception
{
    public CertificateException(string message)
        : base(message)
    {
    }

    public CertificateException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
