using LightKube.Api.Cel.Types;

namespace LightKube.Api.Cel.Checking;

/// <summary>Functions by name.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, Function> _functions = new(StringComparer.Ordinal);

    public Function? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>Declares an overload.</summary>
    /// <param name="id">cel-go's name of it.</param>
    /// <param name="signature">
    /// Name, argument types and result type: <c>size(string):int</c>; of a member with the target before it: <c>&lt;string&gt;.charAt(int):string</c>.
    /// </param>
    /// <param name="implementation">What it does.</param>
    public void Add(string id, string signature, Implementation? implementation)
    {
        var (name, overload) = SignatureParser.Parse(id, signature, implementation);
        if (!_functions.TryGetValue(name, out var function))
        {
            _functions.Add(name, function = new Function(name));
        }

        function.Overloads.Add(overload);
    }

    /// <summary>Declares an overload whose types no signature can name.</summary>
    public void Add(string name, Overload overload)
    {
        if (!_functions.TryGetValue(name, out var function))
        {
            _functions.Add(name, function = new Function(name));
        }

        function.Overloads.Add(overload);
    }

    /// <summary>A table with all that this one has, to add to.</summary>
    public FunctionTable Copy()
    {
        var copy = new FunctionTable();
        foreach (var function in _functions.Values)
        {
            foreach (var overload in function.Overloads)
            {
                copy.Add(function.Name, overload);
            }
        }

        return copy;
    }

    /// <summary>Reads signatures. A type is a name, <c>list(T)</c>, <c>map(K,V)</c>, <c>optional(T)</c>, <c>type(T)</c>; one capital is a parameter.</summary>
    private ref struct SignatureParser
    {
        private readonly string _text;
        private int _at;

        private SignatureParser(string text)
        {
            _text = text;
        }

        public static (string Name, Overload Overload) Parse(string id, string signature, Implementation? implementation)
        {
            var open = signature.IndexOf('(', StringComparison.Ordinal);
            var args = new List<CelType>();
            var parser = new SignatureParser(signature);
            var isMember = signature[0] == '<';
            if (isMember)
            {
                parser._at = 1;
                args.Add(parser.Type());
                parser._at += 2;
                open = signature.IndexOf('(', parser._at);
            }

            var name = signature[parser._at..open];
            parser._at = open + 1;
            while (signature[parser._at] != ')')
            {
                args.Add(parser.Type());
                if (signature[parser._at] == ',')
                {
                    parser._at++;
                }
            }

            parser._at += 2;
            return (name, new Overload(id, isMember, [.. args], parser.Type(), implementation));
        }

        private CelType Type()
        {
            var start = _at;
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_'))
            {
                _at++;
            }

            var name = _text[start.._at];
            var parameters = new List<CelType>();
            if (_at < _text.Length && _text[_at] == '(')
            {
                do
                {
                    _at++;
                    parameters.Add(Type());
                }
                while (_text[_at] == ',');
                _at++;
            }

            return name switch
            {
                "dyn" => CelType.Dyn,
                "bool" => CelType.Bool,
                "int" => CelType.Int,
                "uint" => CelType.Uint,
                "double" => CelType.Double,
                "string" => CelType.String,
                "bytes" => CelType.Bytes,
                "timestamp" => CelType.Timestamp,
                "duration" => CelType.Duration,
                "list" => CelType.List(parameters[0]),
                "map" => CelType.Map(parameters[0], parameters[1]),
                "optional" => CelType.Optional(parameters[0]),
                "type" => CelType.TypeOf(parameters[0]),
                _ => name.Length == 1 ? CelType.Param(name) : CelType.Opaque(name),
            };
        }
    }
}
