namespace Acme.Brightness;

public enum Channel
{
    Red = 0,
    Green = 1,
    Blue = 2,
    All = 3,
}
