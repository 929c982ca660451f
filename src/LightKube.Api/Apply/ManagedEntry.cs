using LightKube.Api.Documents;

namespace LightKube.Api.Apply;

/// <summary>One manager's share of an object: an item of <c>metadata.managedFields</c>. Immutable.</summary>
internal sealed class ManagedEntry
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    // As it was read; null when the set is one that was computed.
    private readonly Value _encoded;
    private FieldSet? _fields;

    private ManagedEntry(Value encoded, FieldSet? fields)
    {
        _encoded = encoded;
        _fields = fields;
    }

    public required string Manager { get; init; }

    public required string Operation { get; init; }

    /// <summary>The version at which the fields were written; their names may differ at another.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Empty for the object itself.</summary>
    public required string Subresource { get; init; }

    /// <summary>RFC 3339 with whole seconds; absent when it is not known.</summary>
    public required Value Time { get; init; }

    public bool IsApplied => Operation == Apply;

    public FieldSet Fields => _fields ??= FieldsV1.Read(_encoded);

    public static ManagedEntry Of(FieldOwner owner, FieldSet fields) => new(default, fields)
    {
        Manager = owner.Manager,
        Operation = owner.IsApplied ? Apply : Update,
        ApiVersion = owner.ApiVersion,
        Subresource = owner.Subresource,
        Time = owner.Time,
    };

    public static ManagedEntry Of(FieldOwner owner, CreatedFields.Known known) => new(known.Encoded, known.Fields)
    {
        Manager = owner.Manager,
        Operation = owner.IsApplied ? Apply : Update,
        ApiVersion = owner.ApiVersion,
        Subresource = owner.Subresource,
        Time = owner.Time,
    };

    /// <exception cref="DocumentFormatException">It is no entry.</exception>
    public static ManagedEntry Decode(Value item)
    {
        var map = item.AsMap ?? throw new DocumentFormatException("an entry of managedFields must be an object");
        if (map.GetString("fieldsType") is not FieldsV1.Name)
        {
            throw new DocumentFormatException("missing or invalid fieldsType in an entry of managedFields");
        }

        var fields = map["fieldsV1"];
        var entry = new ManagedEntry(fields.AsEncoded is null ? default : fields, fields.IsAbsentOrNull ? FieldSet.Empty : fields.AsEncoded is null ? FieldsV1.Read(fields) : null)
        {
            Manager = map.GetString("manager") ?? "",
            Operation = map.GetString("operation") ?? "",
            ApiVersion = map.GetString("apiVersion") ?? "",
            Subresource = map.GetString("subresource") ?? "",
            Time = map["time"].IsNull ? default : map["time"],
        };
        return entry;
    }

    /// <summary>The same manager's entry? An applier has one, at whatever version.</summary>
    public bool IsOf(string manager, bool isApplied, string apiVersion, string subresource) =>
        IsApplied == isApplied && Manager == manager && Subresource == subresource && (isApplied || ApiVersion == apiVersion);

    public bool IsOf(FieldOwner owner) => IsOf(owner.Manager, owner.IsApplied, owner.ApiVersion, owner.Subresource);

    public ManagedEntry With(FieldSet fields) => ReferenceEquals(fields, _fields) ? this : With(fields, Time);

    public ManagedEntry With(FieldSet fields, Value time) => new(ReferenceEquals(fields, _fields) ? _encoded : default, fields)
    {
        Manager = Manager,
        Operation = Operation,
        ApiVersion = ApiVersion,
        Subresource = Subresource,
        Time = time,
    };

    /// <summary>The item of managedFields.</summary>
    public DocMap Encode()
    {
        var map = new DocMap(7);
        map.Set("apiVersion", ApiVersion.Length > 0 ? ApiVersion : default(Value));
        map.Set("fieldsType", FieldsV1.Name);
        map.Set("fieldsV1", _encoded.IsAbsent ? FieldsV1.Write(Fields) : _encoded);
        map.Set("manager", Manager.Length > 0 ? Manager : default(Value));
        map.Set("operation", Operation.Length > 0 ? Operation : default(Value));
        map.Set("subresource", Subresource.Length > 0 ? Subresource : default(Value));
        map.Set("time", Time);
        return map;
    }
}
