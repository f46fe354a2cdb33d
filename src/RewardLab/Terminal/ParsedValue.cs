using System.CommandLine;
using System.CommandLine.Parsing;

namespace RewardLab.Terminal;

/// <summary>Values of options while the command line is still being checked.</summary>
internal static class ParsedValue
{
    /// <summary>The option's value; the type's default where its text is no such value, for which the library has an error of its own.</summary>
    /// <remarks>The library's GetValue throws there, out of the parser, and ends the program with a trace.</remarks>
    public static T? ValueOrDefault<T>(this SymbolResult result, Option<T> option)
    {
        try
        {
            return result.GetValue(option);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
