using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Quantities;

namespace LightKube.Api.Cel.Libraries;

/// <summary>A Kubernetes quantity.</summary>
internal sealed class QuantityValue(Quantity quantity) : CelOpaque
{
    public Quantity Quantity { get; } = quantity;

    public override CelType Type => QuantityLibrary.QuantityType;

    public override bool ContentEquals(CelOpaque other) => other is QuantityValue value && Quantity == value.Quantity;

    public override string ToString() => Quantity.ToString();
}

/// <summary>Functions on quantities.</summary>
internal static class QuantityLibrary
{
    public static CelType QuantityType { get; } = CelType.Opaque("kubernetes.Quantity");

    public static void Declare(FunctionTable table)
    {
        table.Add("string_to_quantity", "quantity(string):kubernetes.Quantity", static args => Parse(args[0].AsString!));
        table.Add("is_quantity_string", "isQuantity(string):bool", static args => Quantity.TryParse(args[0].AsString, out _));
        table.Add("quantity_sign", "sign(kubernetes.Quantity):int", static args => (long)Of(args[0]).Sign);
        table.Add("quantity_sign_member", "<kubernetes.Quantity>.sign():int", static args => (long)Of(args[0]).Sign);
        table.Add("quantity_is_greater_than", "<kubernetes.Quantity>.isGreaterThan(kubernetes.Quantity):bool", static args => Of(args[0]) > Of(args[1]));
        table.Add("quantity_is_less_than", "<kubernetes.Quantity>.isLessThan(kubernetes.Quantity):bool", static args => Of(args[0]) < Of(args[1]));
        table.Add("quantity_compare_to", "<kubernetes.Quantity>.compareTo(kubernetes.Quantity):int", static args => (long)Of(args[0]).CompareTo(Of(args[1])));
        table.Add("quantity_get_float", "<kubernetes.Quantity>.asApproximateFloat():double", static args => Of(args[0]).ToDouble());
        table.Add("quantity_get_int", "<kubernetes.Quantity>.asInteger():int", static args =>
            Of(args[0]).IsWhole ? Of(args[0]).Units : CelValue.Error("cannot convert value to integer"));
        table.Add("quantity_is_integer", "<kubernetes.Quantity>.isInteger():bool", static args => Of(args[0]).IsWhole);
        table.Add("quantity_add", "<kubernetes.Quantity>.add(kubernetes.Quantity):kubernetes.Quantity", static args => new QuantityValue(Of(args[0]) + Of(args[1])));
        table.Add("quantity_add_int", "<kubernetes.Quantity>.add(int):kubernetes.Quantity", static args => new QuantityValue(Of(args[0]) + Whole(args[1])));
        table.Add("quantity_sub", "<kubernetes.Quantity>.sub(kubernetes.Quantity):kubernetes.Quantity", static args => new QuantityValue(Of(args[0]) - Of(args[1])));
        table.Add("quantity_sub_int", "<kubernetes.Quantity>.sub(int):kubernetes.Quantity", static args => new QuantityValue(Of(args[0]) - Whole(args[1])));
    }

    private static Quantity Of(CelValue value) => ((QuantityValue)value.AsOpaque!).Quantity;

    private static Quantity Whole(CelValue value) => Quantity.FromUnits(value.Int, QuantityFormat.DecimalExponent);

    private static CelValue Parse(string text) => Quantity.TryParse(text, out var quantity)
        ? new QuantityValue(quantity)
        : CelValue.Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}
