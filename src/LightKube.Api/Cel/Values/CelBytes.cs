namespace LightKube.Api.Cel.Values;

/// <summary>A sequence of bytes.</summary>
public sealed class CelBytes(byte[] data) : CelReference
{
    public byte[] Data { get; } = data;

    public override CelKind Kind => CelKind.Bytes;

    public override string ToString() => Convert.ToBase64String(Data);
}
