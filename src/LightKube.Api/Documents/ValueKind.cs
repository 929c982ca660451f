namespace LightKube.Api.Documents;

/// <summary>What a <see cref="Value"/> holds. <see cref="Absent"/> is 'there is no such key', which is not JSON's null.</summary>
public enum ValueKind : byte
{
    Absent,
    Null,
    Bool,
    Int,
    Double,
    String,
    Map,
    List,
}
