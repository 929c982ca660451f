using System.Runtime.CompilerServices;

namespace LightKube.ApiServer.Validation;

/// <summary>A set of texts that allocates nothing while it is small, as nearly all lists in the API are.</summary>
internal struct SeenTexts
{
    private const int Few = 16;

    private FewTexts _few;
    private int _count;
    private HashSet<string>? _many;

    [InlineArray(Few)]
    private struct FewTexts
    {
        private string _first;
    }

    public bool Contains(string text)
    {
        if (_many is not null)
        {
            return _many.Contains(text);
        }

        for (var i = 0; i < _count; i++)
        {
            if (_few[i] == text)
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>False when the text was there.</returns>
    public bool Add(string text)
    {
        if (Contains(text))
        {
            return false;
        }

        if (_many is null && _count == Few)
        {
            _many = new HashSet<string>(StringComparer.Ordinal);
            foreach (var known in _few)
            {
                _many.Add(known);
            }
        }

        if (_many is not null)
        {
            return _many.Add(text);
        }

        _few[_count++] = text;
        return true;
    }
}
