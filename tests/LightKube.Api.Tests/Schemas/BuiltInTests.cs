using LightKube.Api.Documents;
using LightKube.Api.Quantities;
using LightKube.Api.Schemas;
using LightKube.Api.Tables;

namespace LightKube.Api.Tests.Schemas;

public sealed class BuiltInTests
{
    [Test]
    public void Every_kind_is_whole()
    {
        Assert.That(BuiltIn.Kinds, Has.Count.GreaterThanOrEqualTo(69));
        foreach (var kind in BuiltIn.Kinds)
        {
            Assert.That(kind.Type.Field("metadata"), Is.Not.Null, kind.ToString());
            Assert.That(kind.Type.Field("apiVersion"), Is.Not.Null, kind.ToString());
            Assert.That(kind.Verbs, Is.Not.Empty, kind.ToString());
            Assert.That(kind.Plural, Is.EqualTo(kind.Plural.ToLowerInvariant()));
            Assert.That(BuiltIn.Kind(kind.ApiVersion, kind.Kind), Is.SameAs(kind));
        }
    }

    [Test]
    public void No_two_kinds_share_a_resource() =>
        Assert.That(BuiltIn.Kinds.Select(kind => (kind.ApiVersion, kind.Plural)), Is.Unique);

    [Test]
    public void Every_subresource_names_a_type_that_is_there()
    {
        foreach (var subresource in BuiltIn.Kinds.SelectMany(kind => kind.Subresources))
        {
            Assert.That(BuiltIn.Types.ContainsKey(subresource.Kind), subresource.Kind);
        }
    }

    [TestCase("autoscaling/v1.Scale", "autoscaling/v1, Kind=Scale", "scales.autoscaling")]
    [TestCase("authentication/v1.TokenRequest", "authentication.k8s.io/v1, Kind=TokenRequest", "tokenrequests.authentication.k8s.io")]
    public void What_a_subresource_takes_is_a_kind_too(string type, string kind, string resource)
    {
        var found = BuiltIn.SubresourceKind(type);

        Assert.That(found.ToString(), Is.EqualTo(kind));
        Assert.That(found.GroupResource, Is.EqualTo(resource));
        Assert.That(found.Type, Is.SameAs(BuiltIn.Types[type]));
    }

    [Test]
    public void A_subresource_of_the_kind_itself_takes_that_kind() =>
        Assert.That(BuiltIn.SubresourceKind("core/v1.Pod"), Is.SameAs(BuiltIn.Kind("v1", "Pod")));

    [Test]
    public void Every_served_kind_that_is_listed_has_columns()
    {
        foreach (var kind in BuiltIn.Kinds.Where(kind => kind.Served && kind.Verbs.Contains("list")))
        {
            Assert.That(kind.Columns, Is.Not.Empty, kind.ToString());
            Assert.That(TableBuilder.Columns(kind).Select(column => column.Name), Is.Unique, kind.ToString());
        }
    }

    [Test]
    public void Every_default_is_a_value_of_its_type()
    {
        foreach (var (type, field) in Fields().Where(pair => !pair.Field.Default.IsAbsent))
        {
            Assert.That(Fits(field.Default, field.Type), $"{type}.{field.Name} = {field.Default}");
            if (field.Enum is { } allowed && field.Default.AsString is { } text)
            {
                Assert.That(allowed, Does.Contain(text), $"{type}.{field.Name}");
            }
        }
    }

    [Test]
    public void Every_key_of_a_list_is_a_field_of_its_items()
    {
        foreach (var (type, field) in Fields().Where(pair => pair.Field.Type.Kind == TypeKind.List))
        {
            var keys = field.Type.ListKeys.Concat(field.PatchMergeKey is { } merge ? [merge] : []);
            foreach (var key in keys)
            {
                Assert.That(field.Type.Element!.Field(key), Is.Not.Null, $"{type}.{field.Name} has no item field {key}");
            }
        }
    }

    [Test]
    public void Field_names_and_wire_numbers_are_unique_within_a_type()
    {
        foreach (var type in BuiltIn.Types.Values)
        {
            Assert.That(type.Fields.Select(field => field.Name), Is.Unique, type.ToString());
            Assert.That(type.Fields.Where(field => field.Wire.Count > 0).Select(field => string.Join(".", field.Wire)), Is.Unique, type.ToString());
        }
    }

    private static IEnumerable<(TypeSchema Type, FieldSchema Field)> Fields() =>
        BuiltIn.Types.Values.SelectMany(type => type.Fields.Select(field => (type, field)));

    private static bool Fits(Value value, TypeSchema type) => type.Kind switch
    {
        TypeKind.String or TypeKind.Duration or TypeKind.Time or TypeKind.MicroTime or TypeKind.Bytes => value.AsString is not null,
        TypeKind.Int32 or TypeKind.Int64 => value.IsInt,
        TypeKind.Bool => value.IsBool,
        TypeKind.Double => value.AsDouble is not null,
        TypeKind.Quantity => Quantity.TryParse(value.AsString ?? "", out _),
        TypeKind.IntOrString => value.IsInt || value.AsString is not null,
        TypeKind.Object => value.AsMap is { } map && map.Entries.ToArray().All(entry => type.Field(entry.Key) is { } field && Fits(entry.Value, field.Type)),
        TypeKind.Map => value.AsMap is not null,
        TypeKind.List => value.AsList is { } list && list.Items.ToArray().All(item => Fits(item, type.Element!)),
        _ => true,
    };
}
