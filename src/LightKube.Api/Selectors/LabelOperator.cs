namespace LightKube.Api.Selectors;

/// <summary>How a requirement looks at a label.</summary>
public enum LabelOperator : byte
{
    /// <summary>The label has one of the values.</summary>
    In,

    /// <summary>The label is missing or has none of the values.</summary>
    NotIn,

    Exists,
    DoesNotExist,

    /// <summary>The label is a whole number above the value.</summary>
    GreaterThan,

    /// <summary>The label is a whole number below the value.</summary>
    LessThan,
}
