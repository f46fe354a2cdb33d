using System.Runtime.InteropServices;

namespace RewardLab.Reports.Curves;

/// <summary>How a page draws one training: the same in each of its charts, legends and tables.</summary>
/// <param name="Ink">The number of its colour, from 0; there are <see cref="InkCount"/>.</param>
/// <param name="Dash">The number of its dashes, from 0 for none; there are <see cref="DashCount"/>.</param>
/// <param name="Marker">The number of its mark, from 0 for the plain dot; there are <see cref="MarkerCount"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SeriesStyle(int Ink, int Dash, int Marker)
{
    /// <summary>Colours that pages tell apart.</summary>
    public const int InkCount = 8;

    /// <summary>Kinds of dashes that pages tell apart.</summary>
    public const int DashCount = 4;

    /// <summary>Marks that pages tell apart.</summary>
    public const int MarkerCount = 5;

    /// <summary>The style of a colour's user of a number. Each colour begins with a mark of its own, for those who do not tell colours apart; dashes and mark
    /// change together, so that twenty users of one colour differ.</summary>
    /// <param name="color">Which colour, from 0; every eighth is the same.</param>
    /// <param name="user">Which of those that share the colour, from 0.</param>
    public static SeriesStyle From(int color, int user) => new(color % InkCount, user % DashCount, (color % InkCount + user) % MarkerCount);
}
